export { cpu, createCpuDriver, type CpuOptions } from './cpu.js'
export { scheduleOf, type SampleRange, type Schedule } from './spiking/schedule.js'
