import { Link, useLoaderData } from '@tanstack/react-router'
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import { useEffect } from 'react'
import { DOC_PAGES } from './doc-pages.js'
import { NotFound } from '../frame/index.js'
import { DocArticle } from './doc-article.js'
import type { Doc } from './find-doc.js'
import { DocNavigation } from './doc-navigation.js'
import classes from './docs.module.css'

/** One page of the documentation, with its place among the others. */
export const DocPage = () => {
  const doc = useLoaderData({ from: '/public/docs/$slug' })
  return doc === undefined ? <NotFound /> : <Article {...doc} />
}

const Article = ({ slug, html, headings }: Doc & { slug: string }) => {
  const at = DOC_PAGES.findIndex((page) => page.slug === slug)
  useEffect(() => {
    document.title = `${DOC_PAGES[at]?.title ?? 'Docs'} · 1Relay`
  }, [at])
  return (
    <div className={classes['layout']}>
      <DocNavigation current={slug} />
      <div className={classes['column']}>
        <DocArticle html={html} />
        <nav aria-label="Next pages" className={classes['turn']}>
          <Turn page={DOC_PAGES[at - 1]} direction="back" />
          <Turn page={DOC_PAGES[at + 1]} direction="on" />
        </nav>
      </div>
      <nav aria-label="On this page" className={classes['contents']}>
        <p>On this page</p>
        <ul>
          {headings.map(({ id, text }) => (
            <li key={id}>
              <a href={`#${id}`}>{text}</a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}

const Turn = ({ page, direction }: { page: (typeof DOC_PAGES)[number] | undefined; direction: 'back' | 'on' }) =>
  page === undefined ? (
    <span />
  ) : (
    <Link to="/docs/$slug" params={{ slug: page.slug }} className={classes['turn-link'] ?? ''}>
      {direction === 'back' ? <IconArrowLeft size={18} aria-hidden="true" /> : null}
      {page.title}
      {direction === 'on' ? <IconArrowRight size={18} aria-hidden="true" /> : null}
    </Link>
  )
