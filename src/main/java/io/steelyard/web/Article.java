package io.steelyard.web;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * A Markdown file of the manual as a page. Pictures are not in the jar, so what they show stands in words; a link to a
 * file that is not there is its text. The first column of a table can be linked to: {@code #code-dead_band} is its row.
 */
final class Article {

    private static final String PRODUCT = "Steelyard";
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private Article() {}

    /** @param name of the file, relative to the root of the sources */
    static String of(String name, String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new Fitted(name));
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .escapeHtml(true)
                .sanitizeUrls(true)
                .attributeProviderFactory(context -> new Anchors()::add)
                .build();
        String root =
                "../".repeat((int) name.chars().filter(each -> each == '/').count());
        String here = root.isEmpty() ? "./" : root;
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + Page.escape(title(document)) + "</title>\n<link rel=\"icon\" href=\"" + root
                + "assets/icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"" + root
                + "style.css\">\n</head>\n<body class=\"manual\">\n<header><nav aria-label=\"Manual\"><a href=\"" + here
                + "\">The live page</a><a href=\"" + root + Manual.FIRST
                + "#more\">All documents</a></nav></header>\n<main>\n"
                + renderer.render(document) + "</main>\n</body>\n</html>\n";
    }

    private static String title(Node document) {
        String title = document.getFirstChild() instanceof Heading heading
                ? TextContentRenderer.builder().build().render(heading)
                : "Manual";
        return (title.equals(PRODUCT) ? "Manual" : title) + " - " + PRODUCT;
    }

    /** Takes out what cannot be shown here. */
    private static final class Fitted extends AbstractVisitor {

        private final String name;

        Fitted(String name) {
            this.name = name;
        }

        /** Comments, for tests and writers. */
        @Override
        public void visit(HtmlBlock comment) {
            comment.unlink();
        }

        @Override
        public void visit(Image picture) {
            Emphasis words = new Emphasis();
            picture.insertBefore(words);
            move(picture, words);
        }

        @Override
        public void visit(Link link) {
            visitChildren(link);
            if (isMissing(link.getDestination())) {
                Node last = link;
                for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
                    last.insertAfter(child);
                    last = child;
                }
                link.unlink();
            }
        }

        private static void move(Node from, Node to) {
            for (Node child = from.getFirstChild(); child != null; child = from.getFirstChild()) {
                to.appendChild(child);
            }
            from.unlink();
        }

        private boolean isMissing(String destination) {
            URI target = URI.create("/" + name).resolve(destination);
            return target.getScheme() == null && !Manual.has(target.getPath().substring(1));
        }
    }

    /** Names for what stands in a table's first column. */
    private static final class Anchors {

        private final Set<String> taken = new HashSet<>();

        void add(Node node, String tag, Map<String, String> attributes) {
            if (node instanceof Code code && isFirstColumn(code) && taken.add(code.getLiteral())) {
                attributes.put("id", "code-" + code.getLiteral());
            }
            if (tag.equals("pre")) {
                attributes.put("tabindex", "0"); // it may scroll
            }
        }

        private static boolean isFirstColumn(Code code) {
            return code.getParent() instanceof TableCell cell
                    && cell.getPrevious() == null
                    && cell.getParent().getParent() instanceof TableBody;
        }
    }
}
