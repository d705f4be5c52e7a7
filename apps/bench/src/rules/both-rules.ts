import {
  adam,
  add,
  crossEntropy,
  gradients,
  mul,
  spikeRegularizer,
  sum,
  type Backend,
  type Optimizer,
  type Scalar,
} from '@snn/core'
import type { Batch } from '@snn/data'
import { unrolled, type Model, type ModelParameters, type Network, type Rule } from '@snn/lif'

/** One batch of both trainings. */
export interface BatchResult {
  /** From 1. */
  readonly batch: number
  /** Of the model that the sparse rule trains. */
  readonly sparseLoss: number
  /** Of the model that the unrolled rule trains. */
  readonly unrolledLoss: number
  /** Cosine of the two rules' ∇W, layer by layer, on the same batch at the same weights: those of the unrolled training. */
  readonly cosine: readonly number[]
}

interface Trained {
  readonly model: Model
  readonly optimizer: Optimizer<ModelParameters>
}

const regularizer = { upper: { weight: 0.06, above: 1 }, lower: { weight: 100, below: 1e-3 } } as const

/**
 * Trains two models from the same first weights on the same batches by Adam, one by the sparse rule and one by the unrolled one.
 * @yields what came of each batch.
 */
export async function* trainBothRules(
  backend: Backend,
  network: Network,
  batches: AsyncIterable<Batch>,
  o: { readonly seed: number; readonly rate: number },
): AsyncGenerator<BatchResult> {
  const build = async (): Promise<Trained> => {
    const model = await network.build(backend, { seed: o.seed })
    return { model, optimizer: adam(model.parameters, { rate: o.rate }) }
  }
  const [sparse, other] = [await build(), await build()]
  let batch = 0
  try {
    for await (const given of batches) {
      const { loss } = await backend.step(() => {
        const { loss, slopes } = slopesOf(sparse.model, given, 'sparse')
        sparse.optimizer.update(slopes)
        return { loss }
      })
      const { loss: unrolledLoss, ...products } = await backend.step(() => {
        const by = { sparse: slopesOf(other.model, given, 'sparse'), unrolled: slopesOf(other.model, given, unrolled) }
        other.optimizer.update(by.unrolled.slopes)
        return { loss: by.unrolled.loss, ...productsOf(by.sparse.slopes, by.unrolled.slopes) }
      })
      batch++
      yield { batch, sparseLoss: loss, unrolledLoss, cosine: cosinesOf(products) }
    }
  } finally {
    for (const { model, optimizer } of [sparse, other]) {
      optimizer.free()
      model.free()
    }
  }
}

function slopesOf(model: Model, { spikes, labels }: Batch, rule: Rule): { loss: Scalar; slopes: ModelParameters } {
  const { logits, hidden } = model.forward(spikes, { rule })
  const loss = add(crossEntropy(logits, labels), spikeRegularizer(hidden, regularizer))
  return { loss, slopes: gradients(loss, model.parameters) as ModelParameters }
}

/** a·b, a·a and b·b of each parameter, computed where the gradients are. */
function productsOf(a: ModelParameters, b: ModelParameters): Record<string, Scalar> {
  return Object.fromEntries(
    Object.keys(a).flatMap((name) => [
      [`${name} ab`, sum(mul(a[name]!, b[name]!))],
      [`${name} aa`, sum(mul(a[name]!, a[name]!))],
      [`${name} bb`, sum(mul(b[name]!, b[name]!))],
    ]),
  )
}

function cosinesOf(products: Readonly<Record<string, number>>): number[] {
  const values = Object.values(products)
  return Array.from({ length: values.length / 3 }, (_, k) => {
    const [ab, aa, bb] = values.slice(3 * k, 3 * k + 3) as [number, number, number]
    return aa === 0 && bb === 0 ? 1 : ab / Math.sqrt(aa * bb)
  })
}
