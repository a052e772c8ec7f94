package org.stanzagate.xml;

import com.ctc.wstx.api.ReaderConfig;
import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.util.DefaultXmlSymbolTable;
import com.ctc.wstx.util.SymbolTable;
import java.util.List;

/**
 * Woodstox, so that a parser leaves nothing behind. By itself it interns every name and namespace
 * that it reads in the JVM's own table of strings, and keeps them for the next parser. Whoever
 * sends us stanzas chooses those names: many of one hash bring that table to rehash while it grows,
 * and JDK 17 ends the process over it ("aux_index does not match even or odd indices").
 *
 * <p>Found through {@code META-INF/services} by the StAX lookup of Smack's parser, which takes no
 * factory from its caller. Safe in any thread, as its parent is once configured.
 */
public final class ForgetfulInputFactory extends WstxInputFactory {
  /**
   * What nearly every stanza has (RFC 6120 section 8, RFC 6121 sections 4.7 and 5.2), and what most
   * iqs have: a parser that meets another name copies the table before it notes it.
   */
  private static final List<String> USUAL =
      List.of(
          ("iq message presence from to id type lang error"
                  + " body subject thread show status priority"
                  + " query x c item ping node name value var field feature identity category")
              .split(" "));

  private final SymbolTable names = DefaultXmlSymbolTable.getInstance();

  public ForgetfulInputFactory() {
    getConfig().doInternNsURIs(false);
    names.setInternStrings(false);
    names.findSymbol(Enclosure.NAME);
    USUAL.forEach(names::findSymbol);
  }

  /** Each parser starts with the names that XML itself and most stanzas have. */
  @Override
  public ReaderConfig createPrivateConfig() {
    return getConfig().createNonShared(names.makeChild());
  }

  /** What a parser has met is forgotten with it. */
  @Override
  public void updateSymbolTable(SymbolTable met) {}
}
