package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends whatever a test wants, octet by octet, and reads replies by RFC 9112. */
final class HttpSocket implements AutoCloseable {
    /** @param headers by lower-case name */
    record Reply(int status, Map<String, String> headers, String body, int wireBytes) {}

    final Socket socket = new Socket();
    private final InputStream in;
    private int readBytes;

    HttpSocket(int port) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A request with a host, a content type and this body's length. */
    static String post(String target, String body) {
        return post(target, "content-type: application/json\r\n", body);
    }

    static String post(String target, String headers, String body) {
        return "POST " + target + " HTTP/1.1\r\nhost: here\r\n" + headers + "content-length: "
            + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    static String call(String procedure, String args) {
        return post("/call", "{\"procedure\": \"" + procedure + "\", \"args\": " + args + "}");
    }

    HttpSocket say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.UTF_8));
    }

    HttpSocket say(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        return this;
    }

    Reply ask(String request) throws IOException {
        return say(request).read();
    }

    Reply read() throws IOException {
        return read(true);
    }

    /** @param hasBody false for the reply to HEAD */
    Reply read(boolean hasBody) throws IOException {
        readBytes = 0;
        String start = line();
        assertTrue(start.startsWith("HTTP/1.1 "), start);
        int status = Integer.parseInt(start.substring(9, 12));
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            headers.put(line.substring(0, colon).toLowerCase(java.util.Locale.ROOT), line.substring(colon + 2));
        }
        if (status == 100) return new Reply(status, headers, "", readBytes);
        byte[] body = in.readNBytes(hasBody ? Integer.parseInt(headers.get("content-length")) : 0);
        return new Reply(status, headers, new String(body, StandardCharsets.UTF_8), readBytes + body.length);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new EOFException("the connection ended after '" + line + "'");
            readBytes++;
            line.append((char) octet);
        }
        readBytes++;
        assertEquals('\r', line.charAt(line.length() - 1), "a line without CR: " + line);
        return line.substring(0, line.length() - 1);
    }

    /** The server has closed cleanly and sent nothing more. */
    void assertEnded() throws IOException {
        assertEquals(-1, in.read());
    }

    /** The connection can still serve a call. */
    void assertServed() throws IOException {
        assertEquals("{\"args\":[5]}", ask(call("com.example.add2", "[2, 3]")).body());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
