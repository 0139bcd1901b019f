package publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * A bill of materials in the form CycloneDX 1.6: the library, and each jar that is merged into those beside it. It has neither a time nor a
 * random number, so the same input gives the same bytes.
 */
final class Bill {
    private static final String OWN_LICENCE = "Apache-2.0";

    private Bill() {}

    /** @param library the jar's bytes. @param jars in a Maven repository, with their POMs beside them */
    static String of(publish.Version version, byte[] library, List<Path> jars) throws IOException {
        var reprise = component("reprise", version.toString(), library);
        reprise.setLicenses(licences(List.of(OWN_LICENCE)));
        var metadata = new Metadata();
        metadata.setTimestamp(null);
        metadata.setComponent(reprise);
        var bom = new Bom();
        bom.setSerialNumber("urn:uuid:" + UUID.nameUUIDFromBytes(library));
        bom.setMetadata(metadata);
        for (var jar : jars) bom.addComponent(component(jar));
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
        } catch (GeneratorException e) {
            throw new IOException(e);
        }
    }

    private static Component component(String name, String version, byte[] content) {
        var component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setName(name);
        component.setVersion(version);
        component.addHash(new Hash(Hash.Algorithm.SHA_256, Checksums.sha256(content)));
        return component;
    }

    /** @param jar GROUP/NAME/VERSION/NAME-VERSION[-CLASSIFIER].jar of a repository */
    private static Component component(Path jar) throws IOException {
        var version = jar.getParent().getFileName().toString();
        var name = jar.getParent().getParent().getFileName().toString();
        var component = component(name, version, Files.readAllBytes(jar));
        var classifier = jar.getFileName().toString().replaceFirst("\\.jar$", "").substring((name + "-" + version).length());
        var pom = pom(jar.resolveSibling(name + "-" + version + ".pom"));
        var group = text(pom, "groupId").or(() -> child(pom, "parent").flatMap(parent -> text(parent, "groupId"))).orElse("");
        component.setGroup(group);
        component.setPurl("pkg:maven/" + group + "/" + name + "@" + version + "?" + (classifier.isEmpty() ? ""
            : "classifier=" + classifier.substring(1) + "&") + "type=jar");
        var repository = jar.getParent().getParent().getParent();
        for (int i = 0; i < group.split("\\.").length; i++) repository = repository.getParent();
        component.setLicenses(licences(licences(pom, repository)));
        return component;
    }

    /** Under the names that their owners use, because a guessed SPDX identifier could be that of another licence. */
    private static LicenseChoice licences(List<String> names) {
        var choice = new LicenseChoice();
        for (var name : names) {
            var licence = new License();
            licence.setName(name);
            choice.addLicense(licence);
        }
        return choice;
    }

    /** The licences that a POM names, or the nearest of its parents that names any. */
    private static List<String> licences(Element pom, Path repository) throws IOException {
        var own = child(pom, "licenses").map(all -> children(all, "license").flatMap(one -> text(one, "name").stream()).toList())
            .orElse(List.of());
        var parent = child(pom, "parent");
        if (!own.isEmpty() || parent.isEmpty()) return own;
        var group = text(parent.get(), "groupId").orElse("");
        var name = text(parent.get(), "artifactId").orElse("");
        var version = text(parent.get(), "version").orElse("");
        var file = repository.resolve(group.replace('.', '/')).resolve(name).resolve(version).resolve(name + "-" + version + ".pom");
        return Files.exists(file) ? licences(pom(file), repository) : List.of();
    }

    private static Element pom(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Element> child(Element of, String name) {
        return children(of, name).findFirst();
    }

    private static Stream<Element> children(Element of, String name) {
        var nodes = of.getChildNodes();
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).filter(Element.class::isInstance).map(Element.class::cast)
            .filter(element -> element.getTagName().equals(name));
    }

    private static Optional<String> text(Element of, String name) {
        return child(of, name).map(element -> element.getTextContent().strip());
    }
}
