/** Numbers of the WebGPU standard, which only browsers have as globals. */
export const Usage = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
  QUERY_RESOLVE: 0x200,
} as const
export const MAP_FOR_READING = 0x1
export const COMPUTE_STAGE = 0x4

/** Storage buffers of one kernel: what every device has. */
export const MOST_BUFFERS = 8

/** Workgroups along one axis of a dispatch: what every device has. */
export const MOST_GROUPS = 65_535
