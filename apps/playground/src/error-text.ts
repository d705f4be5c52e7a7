/** What went wrong, in the library's own words where it speaks. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error))
