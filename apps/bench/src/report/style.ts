/** The style sheet of a report. */
export const style = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --card: #f6f8fa; --text: #1f2328; --soft: #59636e; --line: #d1d9e0;
  --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #8250df; --c4: #a40e26;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0d1117; --card: #151b23; --text: #e6edf3; --soft: #9198a1; --line: #3d444d;
    --c0: #58a6ff; --c1: #f0883e; --c2: #3fb950; --c3: #bc8cff; --c4: #ff7b72;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 0.25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; }
p { margin: 0.4rem 0; }
a { color: var(--c0); }
code { font: 0.85em/1.4 ui-monospace, monospace; background: var(--card); border-radius: 4px; padding: 0.15em 0.35em; overflow-wrap: anywhere; }
.soft, figcaption { color: var(--soft); font-size: 0.9rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0.75rem 0; padding: 0.75rem; background: var(--card); border-radius: 8px; min-width: 0; max-width: 32rem; }
figure > svg { display: block; width: 100%; height: auto; }
.table { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.75rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th.text, td.text, th:first-child { text-align: left; }
th:first-child { padding-left: 0; white-space: pre; }
th { font-weight: 600; }
tbody th { font-weight: 400; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); white-space: pre; }
svg text.name, svg text.value { fill: var(--text); }
.grid { stroke: var(--line); stroke-width: 1; opacity: 0.7; }
.axis { stroke: var(--soft); stroke-width: 1; }
.curve { fill: none; stroke: var(--color); stroke-width: 2; }
.fit { stroke: var(--text); stroke-width: 1.25; stroke-dasharray: 5 4; }
.spread { stroke: var(--color); stroke-width: 5; opacity: 0.35; }
.mark, .bar { fill: var(--color); }
.whisker { stroke: var(--text); stroke-width: 1.5; fill: none; }
.legend { font-size: 0.9rem; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0.25rem 0; }
.legend svg { width: 12px; height: 12px; vertical-align: -1px; }
${[0, 1, 2, 3, 4].map((k) => `.s${k} { --color: var(--c${k}); }`).join('\n')}
`
