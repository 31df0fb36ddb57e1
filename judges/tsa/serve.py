#!/usr/bin/env python3
"""Answers RFC 3161 queries over HTTP on loopback, by `openssl ts -reply`, for tests.

    judges/tsa/serve.py TSA_FOLDER PORT_FILE

The port is chosen by the system and written to PORT_FILE once the server listens.
"""

import http.server
import pathlib
import subprocess
import sys
import tempfile

TSA = pathlib.Path(sys.argv[1]).resolve()


class Authority(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"] != "application/timestamp-query":
            return self.send_error(415)
        with tempfile.TemporaryDirectory() as folder:
            question, answer = pathlib.Path(folder, "q.tsq"), pathlib.Path(folder, "r.tsr")
            question.write_bytes(query)
            command = ["openssl", "ts", "-reply", "-config", TSA / "tsa.cnf", "-queryfile", question, "-out", answer]
            subprocess.run(command, check=True, capture_output=True)
            reply = answer.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
pathlib.Path(sys.argv[2]).write_text(str(server.server_port))
server.serve_forever()
