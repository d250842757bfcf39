import classes from './provider-mark.module.css'

/** A provider at a glance: its initial. Not its logo, which is not ours to show. */
export const ProviderMark = ({ name }: { name: string }) => (
  <span className={classes['mark']} aria-hidden="true">
    {(/[\p{L}\p{N}]/u.exec(name.replace(/^https?:\/\//, ''))?.[0] ?? '?').toUpperCase()}
  </span>
)
