package org.stanzagate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A media type or a range of them (RFC 9110 sections 8.3.1 and 12.5.1).
 *
 * @param name in small letters, {@code type/subtype}, with {@code *} for any
 * @param charset the parameter of that name
 * @param quality the parameter {@code q}, from 0 to 1
 */
record MediaRange(String name, @Nullable String charset, double quality) {
  /** Of {@code 0.123}; there are no more than three decimals. */
  private static final int MAX_QUALITY_LENGTH = 5;

  /** Reads a list, of which a single media type is the shortest; null if it is malformed. */
  static @Nullable List<MediaRange> parseList(String header) {
    HeaderScanner scanner = new HeaderScanner(header);
    List<MediaRange> ranges = new ArrayList<>();
    scanner.skipSpace();
    while (!scanner.atEnd()) {
      if (!scanner.isNext(',')) {
        MediaRange range = parse(scanner);
        if (range == null) {
          return null;
        }
        ranges.add(range);
        scanner.skipSpace();
      }
      if (!scanner.atEnd() && !scanner.skip(',')) {
        return null;
      }
      scanner.skipSpace();
    }
    return ranges;
  }

  private static @Nullable MediaRange parse(HeaderScanner scanner) {
    String type = scanner.token();
    boolean slash = scanner.skip('/');
    String subtype = scanner.token();
    if (type.isEmpty() || !slash || subtype.isEmpty()) {
      return null;
    }
    String charset = null;
    double quality = 1;
    for (scanner.skipSpace(); scanner.skip(';'); scanner.skipSpace()) {
      scanner.skipSpace();
      String parameter = scanner.token().toLowerCase(Locale.ROOT);
      if (parameter.isEmpty()) {
        continue; // RFC 9110 section 5.6.6 lets a semicolon stand alone
      }
      String value = scanner.skip('=') ? scanner.tokenOrQuoted() : null;
      if (value == null) {
        return null;
      }
      switch (parameter) {
        case "charset" -> charset = value;
        case "q" -> quality = quality(value);
        default -> {} // of no account to any type that is known here
      }
    }
    String name = (type + "/" + subtype).toLowerCase(Locale.ROOT);
    return quality < 0 ? null : new MediaRange(name, charset, quality);
  }

  /** Negative if it is malformed. */
  private static double quality(String value) {
    boolean digits = value.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    boolean shape = value.length() == 1 || (value.length() > 1 && value.charAt(1) == '.');
    if (!digits || !shape || value.length() > MAX_QUALITY_LENGTH || value.lastIndexOf('.') > 1) {
      return -1;
    }
    double quality = Double.parseDouble(value);
    return quality <= 1 ? quality : -1;
  }

  /** How closely it is about a media type, from 2 for that very one to 0 for any; -1 for not. */
  int closeness(String mediaType) {
    if (name.equals(mediaType)) {
      return 2;
    }
    if (name.equals("*/*")) {
      return 0;
    }
    boolean anySubtype = name.endsWith("/*");
    return anySubtype && mediaType.startsWith(name.substring(0, name.length() - 1)) ? 1 : -1;
  }
}
