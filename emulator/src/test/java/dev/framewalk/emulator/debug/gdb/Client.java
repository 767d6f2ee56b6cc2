package dev.framewalk.emulator.debug.gdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody who speaks the protocol by hand, well or badly. */
final class Client implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private boolean acknowledges = true;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
  }

  /** Sends bytes, one for each char, as they are. */
  void sends(String bytes) throws IOException {
    sends(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  void sends(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  static String packet(String payload) {
    int sum = 0;
    for (final char c : payload.toCharArray()) {
      sum += c;
    }
    return "$" + payload + String.format("#%02x", sum & 0xff);
  }

  /** Sends a packet and gives the payload of the reply, runs written out. */
  String asks(String payload) throws IOException {
    sends(packet(payload));
    return hears();
  }

  /** The same for {@code monitor}: the text that comes, up to OK. */
  String monitor(String line) throws IOException {
    sends(packet("qRcmd," + Hex.ofText(line)));
    final StringBuilder text = new StringBuilder();
    while (true) {
      final String reply = hears();
      if (!reply.startsWith("O") || reply.equals("OK")) {
        return text + (reply.equals("OK") ? "" : "?" + reply);
      }
      text.append(fromHex(reply.substring(1)));
    }
  }

  static String fromHex(String hex) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < hex.length(); i += 2) {
      bytes.write(Integer.parseInt(hex.substring(i, i + 2), 16));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** No more signs of ours behind packets, and none of the server's before them. */
  void agreesOnNoSigns() throws IOException {
    if (!asks("QStartNoAckMode").equals("OK")) {
      throw new IOException("no");
    }
    acknowledges = false;
  }

  /** The payload of the next packet, the sign before it passed over. */
  String hears() throws IOException {
    int c = in.read();
    while (c == '+') {
      c = in.read();
    }
    if (c != '$') {
      throw new IOException("no packet begins with " + c);
    }
    final StringBuilder payload = new StringBuilder();
    int sum = 0;
    for (c = in.read(); c != '#'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the packet does not end: " + payload);
      }
      sum += c;
      if (c == '*') {
        final int count = in.read();
        sum += count;
        payload.append(payload.substring(payload.length() - 1).repeat(count - 29));
      } else if (c == '}') {
        final int escaped = in.read();
        sum += escaped;
        payload.append((char) (escaped ^ 0x20));
      } else {
        payload.append((char) c);
      }
    }
    final String digits = "" + (char) in.read() + (char) in.read();
    if (Integer.parseInt(digits, 16) != (sum & 0xff)) {
      throw new IOException("wrong checksum " + digits + " of " + payload);
    }
    if (acknowledges) {
      sends("+");
    }
    return payload.toString();
  }

  /** The next byte; -1 when the server has closed the line. */
  int hearsByte() throws IOException {
    try {
      return in.read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
