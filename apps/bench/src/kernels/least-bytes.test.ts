import type { LayerCounts } from '@snn/core'
import { expect, it } from 'vitest'
import { leastBytes } from './least-bytes.js'

it('takes and gives everything once', () => {
  const counts = (inputEvents: number, events: number, active: number): LayerCounts => {
    return { inputEvents, events, active, cells: 0, forward: 0, weightGradient: 0, inputGradient: 0 }
  }
  // Two samples of 40 steps: 80 rows of 8 bytes; bits take two words of 4 bytes for each neuron of a sample.
  const found = leastBytes({ batch: 2, time: 40, sizes: [5, 3, 2], layers: [counts(11, 7, 4), counts(7, 0, 0)] })
  expect(found).toEqual({
    'spread input': 640 + 44 + 80,
    'layer forward': 640 + 44 + 60 + 3 * 48 + 16,
    'list events': 48 + 640 + 28,
    'layer delta': 2 * 48 + 32 + 960,
    'weight gradient': 80 + 960 + 60 + (48 + 640 + 24),
    'input gradient': 2 * 48 + 640 + 24 + 16,
    'readout forward': 640 + 28 + 24 + 16,
    'readout delta': 16 + 640,
  })
})
