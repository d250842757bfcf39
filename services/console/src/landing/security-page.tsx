import { Page } from '../ui/index.js'
import classes from './landing.module.css'

export const SecurityPage = () => (
  <div className={classes['place']}>
    <Page title="Security" width="narrow">
      <p>
        A key is encrypted in your browser under a key that is derived from your master password. Neither of the two is
        ever sent. An app gets a token that holds one half of what opens its copy of the key; our server stores the
        sealed copy and a hash of the other half.
      </p>
    </Page>
  </div>
)
