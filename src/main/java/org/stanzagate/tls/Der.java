package org.stanzagate.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** As much of DER (X.690) as it takes to wrap the older forms of a private key up in PKCS#8. */
final class Der {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;

  /** Where SEC 1 has the name of the curve. */
  private static final int SEC1_PARAMETERS = 0xA0;

  private static final byte[] VERSION_0 = {INTEGER, 1, 0};
  private static final byte[] NULL = {5, 0};

  /** 1.2.840.113549.1.1.1, RFC 8017. */
  private static final byte[] RSA = {
    OBJECT_IDENTIFIER, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1
  };

  /** 1.2.840.10045.2.1, RFC 5480. */
  private static final byte[] EC = {
    OBJECT_IDENTIFIER, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1
  };

  private Der() {}

  /** RFC 8017 appendix A.1.2, wrapped up as RFC 5958 has it. */
  static byte[] pkcs8OfPkcs1(byte[] key) {
    return pkcs8(RSA, NULL, key);
  }

  /**
   * RFC 5915 section 3, wrapped up as RFC 5958 has it.
   *
   * @throws PemException if it names no curve
   */
  static byte[] pkcs8OfSec1(byte[] key) throws PemException {
    try {
      ByteBuffer fields = contents(ByteBuffer.wrap(key), SEQUENCE);
      contents(fields, INTEGER);
      contents(fields, OCTET_STRING);
      ByteBuffer curve = contents(fields, SEC1_PARAMETERS);
      byte[] parameters = new byte[curve.remaining()];
      curve.get(parameters);
      return pkcs8(EC, parameters, key);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new PemException("its key is broken, or doesn't name its curve");
    }
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
    return element(
        SEQUENCE, VERSION_0, element(SEQUENCE, algorithm, parameters), element(OCTET_STRING, key));
  }

  /** The contents of the next element, behind which the buffer then stands. */
  private static ByteBuffer contents(ByteBuffer from, int tag) {
    if ((from.get() & 0xFF) != tag) {
      throw new IllegalArgumentException("another element");
    }
    int length = from.get() & 0xFF;
    if (length > 0x7F) {
      int digits = length & 0x7F;
      length = 0;
      for (int i = 0; i < digits; i++) {
        length = (length << 8) | (from.get() & 0xFF);
      }
    }
    ByteBuffer contents = from.slice();
    contents.limit(length);
    from.position(from.position() + length);
    return contents;
  }

  private static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      inner.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = inner.size();
    if (length <= 0x7F) {
      element.write(length);
    } else if (length <= 0xFF) {
      element.write(0x81);
      element.write(length);
    } else {
      element.write(0x82);
      element.write(length >> 8);
      element.write(length);
    }
    element.writeBytes(inner.toByteArray());
    return element.toByteArray();
  }
}
