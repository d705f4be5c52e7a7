export { cpu, createCpuDriver, type CpuOptions } from './cpu.js'
export { scheduleOf, type BackwardPhase, type LayerPart, type SampleRange, type Schedule } from './spiking/schedule.js'
