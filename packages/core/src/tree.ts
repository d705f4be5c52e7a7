import { describe } from './checks.js'
import { ArgumentError } from './errors.js'

/** Leaves in nested records: `{ a: leaf, b: { c: leaf } }`, or a leaf alone. */
export type Nested<L> = L | { readonly [name: string]: Nested<L> }

/** Tells the leaves of a tree from its records. */
export type IsLeaf<L> = (value: unknown) => value is L

/**
 * The leaves of nested records with their paths (`layer0.weight`; '' for a leaf alone), in the order of the records.
 * @param use who asks, for messages.
 * @throws ArgumentError, naming the path, for what is neither a leaf nor a record.
 */
export function leavesIn<L>(tree: unknown, isLeaf: IsLeaf<L>, use: string): [path: string, leaf: L][] {
  const leaves: [string, L][] = []
  mapLeaves(tree, isLeaf, use, (leaf, path) => leaves.push([path, leaf]))
  return leaves
}

/** A tree of the same records with other leaves. @throws ArgumentError like {@link leavesIn}. */
export function mapLeaves<L, M>(
  tree: unknown,
  isLeaf: IsLeaf<L>,
  use: string,
  change: (leaf: L, path: string) => M,
  path = '',
): Nested<M> {
  if (isLeaf(tree)) return change(tree, path)
  if (typeof tree !== 'object' || tree === null || typeof (tree as { kind?: unknown }).kind === 'string')
    throw new ArgumentError({
      what: `${use} takes nested records; got ${describe(tree)}${path && ` at ${path}`}`,
      where: path || undefined,
      fix: 'Pass model.parameters or what is like it: { layer: { weight } }.',
    })
  return Object.fromEntries(
    Object.entries(tree).map(([name, branch]): [string, Nested<M>] => [
      name,
      mapLeaves(branch, isLeaf, use, change, path === '' ? name : `${path}.${name}`),
    ]),
  )
}
