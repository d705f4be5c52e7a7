import type { Group } from '../command.js'
import { convert, convertOptions } from './data/convert.js'
import { draw, drawOptions } from './data/draw.js'
import { info, infoOptions } from './data/info.js'
import { list, listOptions } from './data/list.js'
import { verify, verifyOptions } from './data/verify.js'

/** `snn data …`. */
export const data: Group = {
  name: 'snn data',
  usage: 'snn data COMMAND',
  help: 'lists, looks into, converts, draws and checks data',
  commands: {
    list: { usage: 'snn data list', help: 'the data sets that are known', options: listOptions, run: list },
    info: { usage: 'snn data info FILE', help: 'what a file of events holds', options: infoOptions, run: info },
    convert: {
      usage: 'snn data convert SET DIR --out DIR',
      help: 'makes event-set files of a set, which load faster',
      options: convertOptions,
      more: 'SET is the name of a set of recordings, as in snn data list, or folder for your own.',
      run: convert,
    },
    draw: {
      usage: 'snn data draw FILE | SET DIR',
      help: 'draws a sample in the terminal or as PNG',
      options: drawOptions,
      more: 'FILE is a recording or an event-set file; SET is the name of a set, as in snn data list, or folder for your own.',
      run: draw,
    },
    verify: {
      usage: 'snn data verify FILE … | SET DIR',
      help: 'reads files, or all of a set, whole',
      options: verifyOptions,
      run: verify,
    },
  },
}
