package org.stanzagate.xml;

import org.stanzagate.xml.XmlException.Reason;

/**
 * Refuses, before a text is parsed, what RFC 6120 section 11.1 forbids and what the parser would
 * let through or drop: comments, processing instructions, DOCTYPE, entities that nobody declared
 * (dropped from attribute values), U+FFFE and U+FFFF. Nothing needs to be known of tags for that:
 * {@code <} and {@code &} stand for themselves in CDATA sections alone.
 */
final class Restrictions {
  private static final String CDATA = "<![CDATA[";
  private static final String[] ENTITIES = {"amp;", "lt;", "gt;", "quot;", "apos;"};

  private final SourceText text;

  private Restrictions(SourceText text) {
    this.text = text;
  }

  static void check(SourceText text) throws XmlException {
    Restrictions restrictions = new Restrictions(text);
    for (int i = text.start(); i < text.end(); i++) {
      char c = text.charAt(i);
      if (c > '<' && c < '\uFFFE') {
        continue;
      }
      if (c == '<') {
        i = restrictions.markup(i);
      } else if (c == '&') {
        restrictions.reference(i);
      } else {
        restrictions.character(i);
      }
    }
  }

  /** Checks what a {@code <} starts, and returns the last index that needs no other look. */
  private int markup(int index) throws XmlException {
    if (text.has(CDATA, index)) {
      int end = text.find("]]>", index + CDATA.length());
      if (end < 0) {
        throw text.fault(Reason.NOT_WELL_FORMED, "a CDATA section is not closed", index);
      }
      for (int i = index; i < end; i++) {
        character(i);
      }
      return end;
    }
    if (text.has("<!--", index)) {
      throw restricted("comments are", index);
    }
    if (text.has("<!", index)) {
      throw restricted("a DOCTYPE is", index);
    }
    if (text.has("<?xml ", index)) {
      throw restricted("an XML declaration is", index);
    }
    if (text.has("<?", index)) {
      throw restricted("processing instructions are", index);
    }
    return index;
  }

  private void reference(int index) throws XmlException {
    int name = index + 1;
    if (text.has("#", name)) {
      return;
    }
    for (String entity : ENTITIES) {
      if (text.has(entity, name)) {
        return;
      }
    }
    int end = name;
    while (end < text.end() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    if (end > name && text.has(";", end)) {
      throw text.fault(
          Reason.RESTRICTED,
          "XMPP knows no entities but &amp; &lt; &gt; &quot; &apos;; write the character itself",
          index);
    }
    throw text.fault(
        Reason.NOT_WELL_FORMED, "an & that starts no reference is written &amp;", index);
  }

  private void character(int index) throws XmlException {
    char c = text.charAt(index);
    if (!Character.isSurrogate(c) && XmlCharacters.isForbidden(c)) {
      throw text.fault(
          Reason.NOT_WELL_FORMED,
          "XML can't hold the character " + XmlCharacters.notation(c),
          index);
    }
  }

  private XmlException restricted(String what, int index) {
    return text.fault(Reason.RESTRICTED, what + " not allowed in XMPP; leave it out", index);
  }
}
