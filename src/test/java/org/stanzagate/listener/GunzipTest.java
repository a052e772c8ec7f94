package org.stanzagate.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {
  private static final int LIMIT = 100_000;

  private static byte[] gzip(byte[]... members) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] member : members) {
      GZIPOutputStream gzip = new GZIPOutputStream(all);
      gzip.write(member);
      gzip.finish();
    }
    return all.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void whatWentInComesOut() throws Exception {
    byte[] noise = new byte[LIMIT];
    new Random(1).nextBytes(noise);
    assertThat(Gunzip.all(gzip(noise), LIMIT)).isEqualTo(noise);
    assertThat(Gunzip.all(gzip(text("")), LIMIT)).isEmpty();
  }

  @Test
  void membersAreOneBehindTheOther() throws Exception {
    assertThat(Gunzip.all(gzip(text("a"), text(""), text("bc")), LIMIT)).isEqualTo(text("abc"));
  }

  @Test
  void aHeaderMayHaveEverythingThereIs() throws Exception {
    byte[] plain = gzip(text("hello"));
    ByteArrayOutputStream rich = new ByteArrayOutputStream();
    rich.writeBytes(HexFormat.of().parseHex("1f8b081e" + "00000000" + "0003"));
    rich.writeBytes(HexFormat.of().parseHex("0400" + "41420000"));
    rich.writeBytes(text("name\0comment\0"));
    CRC32 crc = new CRC32();
    crc.update(rich.toByteArray());
    rich.write((int) crc.getValue());
    rich.write((int) crc.getValue() >> 8);
    byte[] head = rich.toByteArray();
    rich.write(plain, 10, plain.length - 10);
    assertThat(Gunzip.all(rich.toByteArray(), LIMIT)).isEqualTo(text("hello"));

    byte[] wrong = rich.toByteArray();
    wrong[head.length - 1] ^= 1;
    assertThatThrownBy(() -> Gunzip.all(wrong, LIMIT)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void everyPlaceToBreakOffIsSeen() throws Exception {
    byte[] whole = gzip(text("some text, some text"));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Gunzip.all(part, LIMIT))
          .as("after %s bytes", length)
          .isInstanceOf(DataFormatException.class)
          .hasMessage("it breaks off");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0\0\0", "garbage", "PK\u0003\u0004", "\u001f"})
  void whatStandsBehindTheEndIsRefused(String rest) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(gzip(text("hello")));
    body.writeBytes(text(rest));
    assertThatThrownBy(() -> Gunzip.all(body.toByteArray(), LIMIT))
        .isInstanceOf(DataFormatException.class);
  }

  @Test
  void noChangedBitMakesAnotherText() throws Exception {
    byte[] text = text("x".repeat(50) + "y");
    byte[] whole = gzip(text);
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(Gunzip.all(changed, LIMIT)).as("bit %s", bit).isEqualTo(text);
      } catch (DataFormatException seen) {
        refused++;
      }
    }
    // The time, two hints and some padding mean nothing.
    assertThat(refused).isBetween(8 * (whole.length - 9), 8 * (whole.length - 6));
  }

  @Test
  void aBombEndsAtTheLimit() throws Exception {
    byte[] bomb = gzip(new byte[50_000_000]);
    assertThat(bomb).hasSizeLessThan(LIMIT);
    assertThatThrownBy(() -> Gunzip.all(bomb, LIMIT)).isInstanceOf(Gunzip.TooLarge.class);
    byte[] small = new byte[LIMIT / 2];
    assertThat(Gunzip.all(gzip(small, small), LIMIT)).hasSize(LIMIT);
    assertThatThrownBy(() -> Gunzip.all(gzip(small, small, text("1")), LIMIT))
        .isInstanceOf(Gunzip.TooLarge.class);
  }
}
