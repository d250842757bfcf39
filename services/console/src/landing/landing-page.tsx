import { ButtonLink, Page } from '../ui/index.js'
import classes from './landing.module.css'

export const LandingPage = () => (
  <div className={classes['place']}>
    <Page
      title="Your API keys, used everywhere, handed to nobody"
      lead="1Relay lets apps and agents call AI providers on your key. The key is encrypted in your browser, and no server at rest can open it."
      width="narrow"
    >
      <ButtonLink to="/register" size="md">
        Create an account
      </ButtonLink>
    </Page>
  </div>
)
