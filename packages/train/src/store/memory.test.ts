import { storeSuite } from '../testing/store-suite.js'
import { memory } from './memory.js'

storeSuite(memory)
