package org.stanzagate.listener;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a body that is gzip (RFC 1952), to the letter: the JDK's own stream takes anything
 * behind the last member for nothing. Takes no more memory than the limit, whatever a few bytes
 * would grow to. For one body; not thread-safe.
 */
final class Gunzip {
  private static final int MAGIC = 0x8B1F;
  private static final int DEFLATE = 8;

  /** FLG's bits, section 2.3.1. */
  private static final int HEADER_CRC = 2;

  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final ByteBuffer in;
  private final int limit;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final CRC32 crc = new CRC32();
  private final byte[] part = new byte[8 * 1024];

  private Gunzip(byte[] body, int limit) {
    this.in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    this.limit = limit;
  }

  /** There is more in it than the limit allows. Costs no stack trace. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("more than the limit", null, false, false);
    }
  }

  /**
   * All that is in a body, which may have several members, one behind the other.
   *
   * @throws DataFormatException if it is no gzip, breaks off, or has something behind it
   * @throws TooLarge if there is more in it than the limit, in bytes
   */
  static byte[] all(byte[] body, int limit) throws DataFormatException, TooLarge {
    Gunzip gunzip = new Gunzip(body, limit);
    Inflater inflater = new Inflater(true);
    try {
      do {
        gunzip.header();
        inflater.reset();
        int size = gunzip.data(inflater);
        gunzip.trailer(size);
      } while (gunzip.in.hasRemaining());
    } catch (BufferUnderflowException e) {
      throw new DataFormatException("it breaks off");
    } finally {
      inflater.end();
    }
    return gunzip.out.toByteArray();
  }

  private void header() throws DataFormatException {
    int begin = in.position();
    if ((in.getShort() & 0xFFFF) != MAGIC || in.get() != DEFLATE) {
      throw new DataFormatException(
          begin == 0 ? "it does not begin as gzip does" : "there is something behind its end");
    }
    int flags = in.get() & 0xFF;
    if ((flags & RESERVED) != 0) {
      throw new DataFormatException("its header has flags that mean nothing");
    }
    skip(Integer.BYTES + 2); // the time, and two hints
    if ((flags & EXTRA) != 0) {
      skip(in.getShort() & 0xFFFF);
    }
    for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      crc.reset();
      crc.update(in.array(), begin, in.position() - begin);
      check((in.getShort() & 0xFFFF) == (crc.getValue() & 0xFFFF));
    }
  }

  private void skip(int bytes) {
    if (in.remaining() < bytes) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + bytes);
  }

  private void skipText() {
    while (in.get() != 0) {
      // up to the zero at its end
    }
  }

  /** Returns the size of what was in it. */
  private int data(Inflater inflater) throws DataFormatException, TooLarge {
    int before = out.size();
    crc.reset();
    inflater.setInput(in);
    while (!inflater.finished()) {
      int length = inflater.inflate(part);
      if (length == 0 && !inflater.finished()) {
        throw new BufferUnderflowException();
      }
      if (out.size() + length > limit) {
        throw new TooLarge();
      }
      crc.update(part, 0, length);
      out.write(part, 0, length);
    }
    return out.size() - before;
  }

  private void trailer(int size) throws DataFormatException {
    check(in.getInt() == (int) crc.getValue());
    check(in.getInt() == size);
  }

  private static void check(boolean fits) throws DataFormatException {
    if (!fits) {
      throw new DataFormatException("its checksum or length is another's");
    }
  }
}
