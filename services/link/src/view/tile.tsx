import { useState } from 'react'

/** The app's logo, or its first letter where there is none or it does not load. */
export const AppTile = ({ name, logoUrl }: { name: string; logoUrl: string | null }) => {
  const [isBroken, setBroken] = useState(false)
  if (logoUrl === null || isBroken) return <LetterTile name={name} />
  return (
    <img
      className="tile tile-logo"
      src={logoUrl}
      alt=""
      width="36"
      height="36"
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  )
}

/** A first letter. Decoration: the name stands beside it. */
export const LetterTile = ({ name, isSmall = false }: { name: string; isSmall?: boolean }) => (
  <span className={isSmall ? 'tile tile-small' : 'tile'} aria-hidden="true">
    {[...name.replace(/^https?:\/\//, '')][0]?.toUpperCase() ?? '?'}
  </span>
)
