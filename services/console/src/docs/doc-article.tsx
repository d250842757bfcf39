import { useRouter } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import classes from './prose.module.css'

interface DocArticleProps {
  /** HTML of this repository's own Markdown, made when the console was built: it holds nothing of anybody else. */
  readonly html: string
}

/** A page of the documentation. Its links to other pages of the console are followed without loading it anew. */
export const DocArticle = ({ html }: DocArticleProps) => {
  const router = useRouter()
  const follow = (event: MouseEvent<HTMLElement>) => {
    const link = (event.target as Element).closest('a')
    const isOurs = link?.origin === location.origin && /^\/(?:$|docs\/(?!api)|usage|developer)/.test(link.pathname)
    if (!link || !isOurs || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    void router.navigate({ href: link.pathname + link.hash })
  }
  return <article className={classes['prose']} onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
}
