package reprise.testee.broker;

/**
 * A topic binding's key (specification 3.1.3.3): words separated by dots, {@code *} for one word, {@code #} for any number
 * including none. An empty key has no words, as in RabbitMQ.
 */
record TopicPattern(String[] words) {
    private static final String[] NO_WORDS = {};

    static TopicPattern of(String key) {
        return new TopicPattern(words(key));
    }

    static boolean literal(String key) {
        return key.indexOf('*') < 0 && key.indexOf('#') < 0;
    }

    private static String[] words(String key) {
        return key.isEmpty() ? NO_WORDS : key.split("\\.", -1);
    }

    /**
     * Walks over both from the left; when a {@code #} has taken too few words, it takes one more. Only the last {@code #} needs
     * backtracking, so the time is at most words × words.
     */
    boolean matches(String key) {
        String[] given = words(key);
        int word = 0;
        int at = 0;
        int hash = -1;
        int taken = 0;
        while (at < given.length) {
            if (word < words.length && words[word].equals("#")) {
                hash = word++;
                taken = at;
            } else if (word < words.length && (words[word].equals("*") || words[word].equals(given[at]))) {
                word++;
                at++;
            } else if (hash >= 0) {
                word = hash + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        while (word < words.length && words[word].equals("#")) word++;
        return word == words.length;
    }
}
