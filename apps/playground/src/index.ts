export { serve, site, type Served } from './serve.js'
