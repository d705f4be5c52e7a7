/** A package as one file for pages without a bundler, as bytes. */
export function browserFile(folder: string): Promise<Uint8Array>
