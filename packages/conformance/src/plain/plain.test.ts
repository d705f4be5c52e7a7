import { describeBackend } from '../suite.js'
import { plainDriver } from './plain-driver.js'

describeBackend('plain', async (options) => plainDriver(options))
