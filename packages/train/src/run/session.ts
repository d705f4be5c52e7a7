import { isSnnError, NonFiniteError } from '@snn/core'
import type { Model } from '@snn/lif'
import { programWords } from '../watch/words.js'
import { checkpointing } from './checkpointing.js'
import { classProbe } from './class-probe.js'
import type { Epoch } from './epoch.js'
import { evaluate } from './evaluate.js'
import type { Emitter } from './events.js'
import type { FitOptions } from './options.js'
import { settingsOf } from './settings.js'
import { sumsOf } from './state.js'
import { trainEpoch } from './train-epoch.js'
import { watching } from './watching.js'

/** A run that is under way: what it has done, and how to do more. */
export interface Session {
  readonly epochs: readonly Epoch[]
  /** Trains an epoch, or what is left of it, and evaluates it; undefined when the signal stopped it. */
  epoch(): Promise<Epoch | undefined>
  /** An error in the words of a run: where it happened, what is kept. */
  explain(error: unknown): unknown
  /** Saves what is not saved, and gives back what the session holds. */
  end(): Promise<void>
}

/** Opens a run: where the store has a checkpoint, model and optimizer go on from it. */
export async function session(model: Model, options: FitOptions, events: Emitter): Promise<Session> {
  const { train, validation, test, optimizer, batch: size, epochs: total, testEvery = 1, signal, loss, words } = options
  const { backend, network } = model
  const settings = await settingsOf(model, options)
  const saver = checkpointing(model, options, settings, events)
  const state = await saver.resume()
  const epochs: Epoch[] = [...state.epochs]
  const batchesAnEpoch = Math.ceil(train.length / size)
  const probe = classProbe(backend, network.outputs)
  const watch = watching(model, options, events, () => saver.lastStep)
  let place = { epoch: state.epoch, batch: state.batch, step: state.step }
  let sums = sumsOf(state.sums)
  let best = state.best
  /** Whether something has happened that no checkpoint holds. */
  let dirty = false
  let failed = false

  const save = (): Promise<void> => {
    dirty = false
    return saver.save({ ...place, sums, epochs, best })
  }

  async function trainRest(): Promise<boolean> {
    return trainEpoch(model, options, probe, place, {
      done(facts, at, seconds) {
        place = at
        dirty = true
        sums.seconds += seconds
        sums.correct += facts.correct
        sums.loss.add(facts.loss, facts.size)
        sums.dataLoss.add(facts.dataLoss, facts.size)
        sums.peakBytes = Math.max(sums.peakBytes, backend.memory.peak)
        const layers = watch.layersOf(facts)
        if (layers.length > 0) sums.activity.add(layers, train.time)
        watch.batch(facts, place.step, train.time)
        if (events.has('batch')) events.emit('batch', batchEvent())

        function batchEvent() {
          const { loss, activity, correct, seconds } = sums
          return {
            epoch: at.epoch,
            batch: at.batch,
            batches: batchesAnEpoch,
            step: at.step,
            samples: facts.size,
            loss: facts.loss,
            accuracy: facts.correct / facts.size,
            soFar: {
              loss: loss.mean,
              accuracy: correct / loss.weight,
              activity: activity.layers.map((layer) => layer.activity),
              spikes: activity.layers.map((layer) => layer.spikesPerNeuron),
              samplesPerSecond: seconds > 0 ? loss.weight / seconds : 0,
            },
            bytes: facts.report.bytes,
          }
        }
      },
      wantsPause: () => saver.due(place.step),
      pause: save,
    })
  }

  async function look(set: 'validation' | 'test') {
    return evaluate(model, options[set]!, {
      batch: size,
      ...(loss && { loss }),
      signal,
      progress: (batch, batches) => events.emit('evaluate', { set, batch, batches }),
    })
  }

  return {
    epochs,
    async epoch() {
      if (place.batch < batchesAnEpoch && !(await trainRest())) return undefined
      const index = place.epoch
      const last = index === total - 1
      let epoch: Epoch = {
        index,
        loss: sums.loss.mean,
        dataLoss: sums.dataLoss.mean,
        accuracy: sums.correct / sums.loss.weight,
        activity: sums.activity.layers.map((layer) => layer.activity),
        spikes: sums.activity.layers.map((layer) => layer.spikesPerNeuron),
        multiplyAdds: sums.activity.layers.reduce((all, layer) => all + layer.multiplyAdds, 0),
        rate: optimizer.rate,
        step: place.step,
        samples: sums.loss.weight,
        seconds: sums.seconds,
        peakBytes: sums.peakBytes,
      }
      try {
        if (validation !== undefined) {
          const { loss, accuracy, confusion } = await look('validation')
          epoch = {
            ...epoch,
            validationLoss: loss,
            validationAccuracy: accuracy,
            validationConfusion: confusion.toJSON(),
          }
          if (best === undefined || accuracy > best.accuracy) {
            best = { epoch: index, accuracy }
            await saver.saveBest(best)
          }
        }
        if (test !== undefined && (last || (index + 1) % testEvery === 0)) {
          const { loss, accuracy, confusion } = await look('test')
          epoch = { ...epoch, testLoss: loss, testAccuracy: accuracy, testConfusion: confusion.toJSON() }
        }
      } catch (error) {
        if (isSnnError(error, 'ABORTED') && signal?.aborted) return undefined
        throw error
      }
      epochs.push(epoch)
      place = { ...place, epoch: index + 1, batch: 0 }
      sums = sumsOf()
      dirty = true
      await saver.append(epoch)
      if (last || saver.dueAfter(index)) await save()
      return epoch
    },
    explain(error) {
      failed = true
      if (!isSnnError(error, 'NONFINITE')) return error
      const kept = saver.lastStep === undefined ? '' : ` The checkpoint of step ${saver.lastStep} is kept.`
      return new NonFiniteError({
        what: `training stopped at step ${place.step + 1} (epoch ${place.epoch + 1}, batch ${place.batch + 1} of ${batchesAnEpoch}): the loss or a gradient was not finite`,
        where: `step ${place.step + 1}`,
        context: error.message.split('\n')[0],
        fix: `Try ${(words ?? programWords).lowerRate(optimizer.rate)} or smaller initial weights.${kept}`,
        cause: error,
      })
    },
    async end() {
      probe.free()
      if (dirty && !failed) await save()
    },
  }
}
