"""Runs a command on a pseudo-terminal of its own: what `kubectl exec --tty` needs and Node cannot do by itself.

argv: the command. stdin and stdout: the terminal's bytes. Descriptor 3: new sizes, one "<columns> <rows>" a line.
Exits with the command's code, 128 + n when signal n ended it. End of stdin or a signal ends the terminal.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios


def main():
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.execvp(sys.argv[1], sys.argv[1:])
        except OSError as error:
            os.write(2, ("%s: %s\n" % (sys.argv[1], error.strerror)).encode())
            os._exit(127)

    def end(*_):
        # The terminal's session ends as when a window is closed.
        os.kill(child, signal.SIGHUP)

    signal.signal(signal.SIGTERM, end)
    sources = {0, 3, terminal}
    sizes = b""
    while terminal in sources:
        for source in select.select(sources, [], [])[0]:
            try:
                data = os.read(source, 65536)
            except OSError:
                # Linux answers EIO once the last process has left the terminal.
                data = b""
            if not data:
                sources.discard(source)
                if source == 0:
                    end()
            elif source == terminal:
                os.write(1, data)
            elif source == 0:
                os.write(terminal, data)
            else:
                sizes += data
                *lines, sizes = sizes.split(b"\n")
                for line in lines:
                    columns, rows = (int(it) for it in line.split())
                    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    status = os.waitpid(child, 0)[1]
    sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


main()
