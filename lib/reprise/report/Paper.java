package reprise.report;

import java.util.List;
import java.util.Map;

/**
 * A report that is not of one run: of repeats, or of runs that are compared. Each medium writes it, as it writes a run's.
 *
 * @param kind what it is, above the title
 * @param lead what was done
 * @param meta a line of when and how
 * @param outcome the last line on the console, the first elsewhere
 * @param command that makes it again; empty if nobody knows it
 * @param notes sentences that a reader must see
 * @param sections in the page's order; on the console the claims come last
 * @param parameters of all runs
 * @param beside what the page's footer says of the files beside it
 */
public record Paper(String kind, String title, String lead, String meta, OutcomeLine outcome, String command, List<String> notes,
                    List<Section> sections, Map<String, Object> parameters, Map<String, Object> environment, String beside) {
    public Paper {
        notes = List.copyOf(notes);
        sections = List.copyOf(sections);
    }

    /** The sections as a console is read, from its end. */
    public List<Section> console() {
        return java.util.stream.Stream.concat(sections.stream().filter(section -> !(section instanceof Section.Tallies || section instanceof
            Figure)), sections.stream().filter(section -> section instanceof Section.Tallies)).toList();
    }
}
