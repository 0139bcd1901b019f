"""slow_web.py FOLDER PREFIX DELAY_MS LOG: a static web server on loopback, as a far one is met.

Serves FOLDER below the path PREFIX, waits before each reply, has ETags, and writes a line per request into LOG. Prints its port.
"""
import hashlib
import http.server
import os
import sys
import time

folder, prefix, delay_sec, log = sys.argv[1], sys.argv[2], float(sys.argv[3]) / 1e3, open(sys.argv[4], 'a', buffering=1)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        time.sleep(delay_sec)
        path = self.path.split('?')[0]
        file = os.path.normpath(folder + path[len(prefix):])
        if not path.startswith(prefix) or not file.startswith(folder) or not os.path.isfile(file):
            self.reply(404, b'', {})
            return
        with open(file, 'rb') as opened:
            content = opened.read()
        tag = '"' + hashlib.sha256(content).hexdigest() + '"'
        if self.headers.get('If-None-Match') == tag:
            self.reply(304, b'', {'ETag': tag})
        else:
            self.reply(200, content, {'ETag': tag})

    do_HEAD = do_GET

    def reply(self, code, content, headers):
        log.write('%s %s %d %d\n' % (self.command, self.path, code, len(content)))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(content)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
