// Configurations of nginx: a reverse proxy with a keep-alive upstream that buffers nothing, and a static upstream.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const frame = (folder, http) => `
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 1000000000;
  tcp_nodelay on;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  ${http}
}
`

const proxy = (port, upstream) => `
  upstream behind { server 127.0.0.1:${upstream}; keepalive 2048; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://behind;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }`

const answer = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1767225600,
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Lorem ipsum. '.repeat(62) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 210, completion_tokens: 60, total_tokens: 270 },
})

const fixed = (port) => `
  server {
    listen 127.0.0.1:${port} backlog=4096;
    default_type application/json;
    location / { return 200 '${answer}'; }
  }`

/** Writes the configuration of a proxy (with `upstream`) or of a static upstream; gives nginx' arguments. */
export const nginxArgs = (folder, port, upstream) => {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, frame(folder, upstream ? proxy(port, upstream) : fixed(port)))
  return ['-p', folder, '-c', file, '-e', join(folder, 'error.log')]
}
