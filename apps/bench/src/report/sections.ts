import type { BalanceResult } from '../balance/command.js'
import type { Comparison } from '../compare/command.js'
import type { LatencyResult } from '../latency/measure.js'
import type { MemoryComparison } from '../memory/command.js'
import type { RooflineResult } from '../roofline/command.js'
import type { ScaleResult } from '../scale/command.js'
import type { StepResult } from '../step/measure.js'
import type { Result, Section } from './section.js'
import { balanceSection } from './sections/balance.js'
import { compareSection } from './sections/compare.js'
import { latencySection } from './sections/latency.js'
import { memorySection } from './sections/memory.js'
import { plainSection } from './sections/plain.js'
import { rooflineSection } from './sections/roofline.js'
import { scaleSection } from './sections/scale.js'
import { stepSection } from './sections/step.js'

type Known =
  | (StepResult & { readonly kind: 'step' })
  | (Comparison & { readonly kind: 'compare' })
  | (MemoryComparison & { readonly kind: 'memory' })
  | (LatencyResult & { readonly kind: 'latency' })
  | (ScaleResult & { readonly kind: 'scale' })
  | (BalanceResult & { readonly kind: 'balance' })
  | (RooflineResult & { readonly kind: 'roofline' })

/** What a report shows of a result; of a kind that has no figures of its own, its plain numbers and words. */
export function sectionOf(result: Result): Section {
  const known = result as Result & Known
  switch (known.kind) {
    case 'step':
      return stepSection(known)
    case 'compare':
      return compareSection(known)
    case 'memory':
      return memorySection(known)
    case 'latency':
      return latencySection(known)
    case 'scale':
      return scaleSection(known)
    case 'balance':
      return balanceSection(known)
    case 'roofline':
      return rooflineSection(known)
    default:
      return plainSection(result)
  }
}
