import { ProviderMark } from '../ui/index.js'
import classes from './connections.module.css'

/** An app's logo, or its initial. The logo is decoration: the name stands beside it. */
export const AppMark = ({ name, logoUrl }: { name: string; logoUrl: string | null }) =>
  logoUrl === null ? (
    <ProviderMark name={name} />
  ) : (
    <img src={logoUrl} alt="" width={36} height={36} className={classes['logo']} referrerPolicy="no-referrer" />
  )
