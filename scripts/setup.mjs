// Installs everything, once per lockfile: the first half of `npm run lint`, `npm run format` and the like.
import { setUp } from './workspace.mjs'

await setUp('all')
