import { ButtonLink, Page } from '../ui/index.js'
import classes from './not-found.module.css'

/** An address that nothing is at. */
export const NotFound = () => (
  <div className={classes['place']}>
    <Page title="There is nothing here" lead="The address is wrong, or the page has moved." width="narrow">
      <ButtonLink to="/">Home</ButtonLink>
    </Page>
  </div>
)
