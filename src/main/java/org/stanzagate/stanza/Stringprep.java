package org.stanzagate.stanza;

import com.ibm.icu.text.StringPrep;
import com.ibm.icu.text.StringPrepParseException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jxmpp.stringprep.XmppStringprep;
import org.jxmpp.stringprep.XmppStringprepException;

/**
 * The three profiles of stringprep that make up a JID: nodeprep and resourceprep (RFC 3920,
 * appendices A and B), and nameprep (RFC 3491). Code points that Unicode 3.2 did not know are let
 * through, as servers do: the emoji in rooms' nicknames are among them. Safe in any thread.
 */
final class Stringprep implements XmppStringprep {
  private static final String LOCALPART = "the part before the @";
  private static final String DOMAIN = "the domain";
  private static final String RESOURCE = "the part after the /";

  /** In bytes of UTF-8, for each part (RFC 6122, section 2.1). */
  private static final int MAX_SIZE = 1023;

  /** The most bytes that UTF-8 takes for a char. */
  private static final int BYTES_OF_CHAR = 3;

  /** Nameprep keeps little out of a domain. Of ASCII we let in what DNS has, and the underscore. */
  private static final boolean[] NOT_IN_DOMAIN = ascii(" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}~");

  private static final boolean[] NOT_IN_LOCALPART = ascii(" \"&'/:<>@");
  private static final boolean[] NOT_IN_RESOURCE = ascii("");

  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");

  @Override
  public String localprep(String part) throws XmppStringprepException {
    String prepared =
        isAscii(part)
            ? part.toLowerCase(Locale.ROOT)
            : prepare(StringPrep.RFC3920_NODEPREP, part, LOCALPART);
    checkAscii(prepared, NOT_IN_LOCALPART, LOCALPART);
    return sized(prepared, LOCALPART);
  }

  @Override
  public String domainprep(String part) throws XmppStringprepException {
    String prepared =
        isAscii(part)
            ? part.toLowerCase(Locale.ROOT)
            : prepare(StringPrep.RFC3491_NAMEPREP, part, DOMAIN);
    if (!isIpv6(prepared)) {
      checkAscii(prepared, NOT_IN_DOMAIN, DOMAIN);
      if (hasEmptyLabel(prepared)) {
        throw new XmppStringprepException(part, DOMAIN + " has a dot with nothing beside it");
      }
    }
    return sized(prepared, DOMAIN);
  }

  @Override
  public String resourceprep(String part) throws XmppStringprepException {
    String prepared =
        isAscii(part) ? part : prepare(StringPrep.RFC3920_RESOURCEPREP, part, RESOURCE);
    checkAscii(prepared, NOT_IN_RESOURCE, RESOURCE);
    return sized(prepared, RESOURCE);
  }

  private static boolean isIpv6(String domain) {
    return domain.startsWith("[") && IPV6.matcher(domain).matches();
  }

  private static boolean hasEmptyLabel(String domain) {
    return domain.startsWith(".") || domain.endsWith(".") || domain.contains("..");
  }

  /** ICU is not asked about ASCII: there the profiles do no more than is done here. */
  private static boolean isAscii(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String prepare(int profile, String part, String name)
      throws XmppStringprepException {
    try {
      return StringPrep.getInstance(profile).prepare(part, StringPrep.ALLOW_UNASSIGNED);
    } catch (StringPrepParseException e) {
      String fault =
          e.getError() == StringPrepParseException.CHECK_BIDI_ERROR
              ? " mixes characters written from right to left with others"
              : " holds a character that has no place in a JID";
      throw new XmppStringprepException(part, name + fault);
    }
  }

  private static void checkAscii(String part, boolean[] prohibited, String name)
      throws XmppStringprepException {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c < ' ' || c == 0x7F) {
        throw new XmppStringprepException(
            part, String.format("%s can't hold the control character U+%04X", name, (int) c));
      }
      if (c < prohibited.length && prohibited[c]) {
        throw new XmppStringprepException(
            part, name + " can't hold " + (c == ' ' ? "a space" : String.valueOf(c)));
      }
    }
  }

  private static boolean[] ascii(String characters) {
    boolean[] table = new boolean[0x80];
    for (int i = 0; i < characters.length(); i++) {
      table[characters.charAt(i)] = true;
    }
    return table;
  }

  private static String sized(String part, String name) throws XmppStringprepException {
    if (part.isEmpty()) {
      throw new XmppStringprepException(part, name + " has nothing visible in it");
    }
    if (part.length() > MAX_SIZE / BYTES_OF_CHAR
        && part.getBytes(StandardCharsets.UTF_8).length > MAX_SIZE) {
      throw new XmppStringprepException(part, name + " is longer than " + MAX_SIZE + " bytes");
    }
    return part;
  }
}
