package org.stanzagate.xml;

import static org.stanzagate.xml.ParserFaults.ONE_ELEMENT;

import com.ctc.wstx.exc.WstxLazyException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.namespace.QName;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;
import org.jivesoftware.smack.xml.XmlPullParserFactory;
import org.jivesoftware.smack.xml.stax.StaxXmlPullParserFactory;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.XmlException.Reason;

/**
 * Turns one text into one element, with a parser of its own. Reads to the end of the document: only
 * there does the parser give its buffers back. One use, one thread.
 */
final class ElementParser {
  // Not by way of SmackXmlParser, which asks one ServiceLoader each time, and that one is not safe
  // in more than one thread.
  private static final XmlPullParserFactory PARSERS = new StaxXmlPullParserFactory();

  private final Enclosure enclosure;
  private final SourceText source;
  private final Deque<Element.Builder> open = new ArrayDeque<>();
  private int elements;
  private long namespaces;

  /** How many bindings of prefixes are in force. */
  private int prefixes;

  /** How many of the open elements, from the outermost on, are in no namespace at all. */
  private int bare;

  /** Whether the element around the sender's text was closed. */
  private boolean closed;

  private @Nullable Element outermost;
  private String outermostDefault = "";

  ElementParser(byte[] utf8, int offset, int length, Enclosure enclosure) throws XmlException {
    this.enclosure = enclosure;
    this.source = new SourceText(utf8, offset, length, enclosure);
  }

  Element parse() throws XmlException {
    Restrictions.check(source);
    try {
      read(PARSERS.newXmlPullParser(source.reader()));
    } catch (XmlPullParserException | WstxLazyException e) {
      throw new ParserFaults(source).explain(e, open.size(), closed);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can't fail to be read", e);
    }
    if (outermost == null) {
      throw source.fault(Reason.NOT_WELL_FORMED, ONE_ELEMENT + ", and there is none", source.end());
    }
    return outermost;
  }

  /** The default namespace inside the outermost element, as its start tag leaves it. */
  String outermostDefault() {
    return outermostDefault;
  }

  private void read(XmlPullParser parser) throws XmlException, XmlPullParserException, IOException {
    parser.next();
    for (XmlPullParser.Event event = parser.next();
        event != XmlPullParser.Event.END_DOCUMENT;
        event = parser.next()) {
      switch (event) {
        case START_ELEMENT -> start(parser);
        case END_ELEMENT -> end();
        case TEXT_CHARACTERS, IGNORABLE_WHITESPACE -> text(parser);
        default ->
            throw fault(
                Reason.RESTRICTED, "XMPP knows only elements and text; leave it out", parser);
      }
    }
  }

  private void start(XmlPullParser parser) throws XmlException, XmlPullParserException {
    if (outermost != null) {
      throw fault(Reason.NOT_WELL_FORMED, ONE_ELEMENT + ", and here is another", parser);
    }
    if (open.size() == ElementReader.MAX_DEPTH) {
      throw fault(
          Reason.LIMIT,
          "elements are nested more than " + ElementReader.MAX_DEPTH + " deep",
          parser);
    }
    if (++elements > ElementReader.MAX_ELEMENTS) {
      throw fault(
          Reason.LIMIT, "there are more than " + ElementReader.MAX_ELEMENTS + " elements", parser);
    }
    QName name = parser.getQName();
    namespaces += name.getNamespaceURI().length();
    Element.Builder element =
        Element.builder(
            namespace(name.getNamespaceURI()),
            name.getPrefix(),
            checked(name.getLocalPart(), parser));
    declarations(parser, element);
    attributes(parser, element);
    checkNamespaces(parser);
    open.push(element);
  }

  private void checkNamespaces(XmlPullParser parser) throws XmlException {
    if (namespaces > ElementReader.MAX_NAMESPACES) {
      throw fault(
          Reason.LIMIT,
          "the namespaces of all elements and attributes have more than "
              + ElementReader.MAX_NAMESPACES
              + " characters together",
          parser);
    }
  }

  private String namespace(String written) {
    if (written.isEmpty() && bare == open.size()) {
      bare++;
      return enclosure.bareAs();
    }
    return enclosure.read(written);
  }

  private void declarations(XmlPullParser parser, Element.Builder element)
      throws XmlException, XmlPullParserException {
    for (int i = 0; i < parser.getNamespaceCount(); i++) {
      String prefix = parser.getNamespacePrefix(i);
      String namespace = parser.getNamespaceUri(i) == null ? "" : parser.getNamespaceUri(i);
      if (!XmlCharacters.isNamespace(namespace)) {
        throw fault(
            Reason.NOT_WELL_FORMED,
            "the name of a namespace can't hold control characters",
            parser);
      }
      if (prefix != null && !prefix.isEmpty()) {
        prefix(checked(prefix, parser), namespace, element, parser);
      } else if (open.isEmpty()) {
        outermostDefault = namespace;
      }
    }
  }

  private void prefix(
      String prefix, String namespace, Element.Builder element, XmlPullParser parser)
      throws XmlException {
    if (++prefixes > ElementReader.MAX_PREFIXES) {
      throw fault(
          Reason.LIMIT,
          "more than " + ElementReader.MAX_PREFIXES + " prefixes are bound at once",
          parser);
    }
    element.append(new NamespaceDeclaration(prefix, enclosure.read(namespace)));
  }

  private void attributes(XmlPullParser parser, Element.Builder element) throws XmlException {
    for (int i = 0; i < parser.getAttributeCount(); i++) {
      QName name = parser.getAttributeQName(i);
      namespaces += name.getNamespaceURI().length();
      element.append(
          new Attribute(
              enclosure.read(name.getNamespaceURI()),
              name.getPrefix(),
              checked(name.getLocalPart(), parser),
              parser.getAttributeValue(i)));
    }
  }

  private void end() {
    if (open.isEmpty()) {
      closed = true;
      return;
    }
    Element element = open.pop().build();
    bare = Math.min(bare, open.size());
    prefixes -= element.declarations().size();
    if (open.isEmpty()) {
      outermost = element;
    } else {
      open.element().add(element);
    }
  }

  private void text(XmlPullParser parser) throws XmlException {
    String text = parser.getText();
    if (!open.isEmpty()) {
      open.element().text(text);
    } else if (!XmlCharacters.isWhiteSpace(text)) {
      throw fault(Reason.NOT_WELL_FORMED, ONE_ELEMENT + ", and no text beside it", parser);
    }
  }

  /**
   * The parser takes characters beyond U+FFFF in names, which XML 1.0 as servers read it doesn't.
   */
  private String checked(String name, XmlPullParser parser) throws XmlException {
    if (!XmlCharacters.isName(name)) {
      throw fault(Reason.NOT_WELL_FORMED, "\"" + name + "\" is no name in XML 1.0", parser);
    }
    return name;
  }

  private XmlException fault(Reason reason, String message, XmlPullParser parser) {
    return source.fault(reason, message, parser.getLineNumber(), parser.getColumnNumber());
  }
}
