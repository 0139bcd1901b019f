package reprise.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides passwords: of logins in URLs, and values whose names mean a password. Run files, commands and reports have none. */
public final class Secrets {
    private static final String HIDDEN = "***";
    private static final Pattern AUTHORITY = Pattern.compile("(?<=://)[^/?#\\s]+");
    /** One host's login, up to its last {@code @}; each of several hosts has its own. */
    private static final Pattern LOGIN = Pattern.compile("(^|,)([^:@,]*):[^,]*@");
    private static final Pattern NAME = Pattern.compile("(?is).*(password|passwd|secret|token).*");
    private static final String WORD = "(?is)([\\w.-]*(?:password|passwd|secret|token)[\\w.-]*=)";
    private static final Pattern NAMED = Pattern.compile(WORD + ".*");
    private static final Pattern NAMED_IN_URL = Pattern.compile(WORD + "[^&#]*");

    private Secrets() {}

    /** A text whose URLs have no passwords: {@code amqp://guest:***@host}. */
    public static String hidden(String text) {
        if (!text.contains("://")) return text;
        return AUTHORITY.matcher(text).replaceAll(url ->
            Matcher.quoteReplacement(LOGIN.matcher(url.group()).replaceAll("$1$2:" + HIDDEN + "@")));
    }

    /** A word of a command, such as {@code -Djavax.net.ssl.keyStorePassword=***}. */
    public static String hiddenInWord(String word) {
        int url = word.indexOf("://");
        boolean isNamed = NAMED.matcher(url < 0 ? word : word.substring(0, url)).find(); // in a URL the word may be the password itself
        return (isNamed ? NAMED : NAMED_IN_URL).matcher(hidden(word)).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    }

    /** The value of a name; no value if the name means a password. */
    public static String hidden(String name, String value) {
        return NAME.matcher(name).matches() ? HIDDEN : hidden(value);
    }

    /** Hides them in all texts of a run file, and by their names in what is named by its user. */
    static void hideAll(ObjectNode run) {
        hide(run, false);
        for (var named : new String[] {"parameters", "environment", "tags"})
            if (run.get(named) instanceof ObjectNode values) hide(values, true);
    }

    private static void hide(JsonNode node, boolean byName) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> each : object.properties()) {
                if (each.getValue() instanceof TextNode text)
                    each.setValue(TextNode.valueOf(byName ? hidden(each.getKey(), text.textValue()) : hidden(text.textValue())));
                else hide(each.getValue(), byName);
            }
        }
        if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof TextNode text) list.set(i, TextNode.valueOf(hidden(text.textValue())));
                else hide(list.get(i), byName);
            }
        }
    }
}
