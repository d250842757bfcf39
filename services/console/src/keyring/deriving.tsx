import classes from './unlock-panel.module.css'

/** Says that Argon2id is at work. It runs in a worker, so the page goes on moving. */
export const Deriving = ({ isActive }: { isActive: boolean }) => (
  <div role="status" className={classes['deriving']}>
    {isActive ? (
      <>
        Deriving your key in this browser. It takes a moment on purpose: that is what makes guessing expensive.
        <div className={classes['bar']} />
      </>
    ) : null}
  </div>
)
