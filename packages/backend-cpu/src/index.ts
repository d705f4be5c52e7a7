export { cpu, createCpuDriver, type CpuOptions } from './cpu.js'
