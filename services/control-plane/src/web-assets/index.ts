/**
 * Sends files of a built web page (the console, Link) from a folder of the installation.
 *
 * It builds nothing and knows no page. The caller says which folder.
 *
 * Invariant: a name of a request never leads out of the folder, and never to a file with a leading dot.
 */
export { ASSET_POLICY, sendAsset } from './send-asset.http.js'
