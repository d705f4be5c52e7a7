/** How far a download is. @public */
export interface DownloadProgress {
  readonly file: string
  readonly received: number
  /** As far as it is known; 0 where it is not. */
  readonly total: number
}
