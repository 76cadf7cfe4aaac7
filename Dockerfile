# syntax=docker/dockerfile:1
# Steelyard as an image: docker build -t steelyard . && docker run --rm -p 127.0.0.1:9790:9790 \
#   -v "$PWD/steelyard.yaml:/etc/steelyard/steelyard.yaml:ro" --read-only --tmpfs /tmp --cap-drop ALL steelyard
# In that file http.listen must be ":9790", or nothing outside of the container reaches it.
#
# Not run yet: no container tool was at hand when this was written.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# Dependencies first: they change less often than the sources, and this layer is kept until they do.
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn -B -q dependency:go-offline
COPY src src
# Tests need HAProxy and more; they have been run by .ci/run before an image is built.
RUN mvn -B -q -DskipTests package

FROM eclipse-temurin:17-jre
LABEL org.opencontainers.image.title="Steelyard" \
      org.opencontainers.image.description="A reactive monitor and autoscaling agent for weighted load balancers" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /build/target/steelyard.jar /opt/steelyard/steelyard.jar
# A class-data archive of what the program loads at its start: half a second less. The JVM works without it too.
RUN java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/opt/steelyard/steelyard.jsa -jar /opt/steelyard/steelyard.jar --help >/dev/null
# A number, so that Kubernetes' runAsNonRoot can tell that it is not root.
USER 65532:65532
WORKDIR /tmp
EXPOSE 9790
# MaxRAMPercentage: the heap follows the container's limit. ExitOnOutOfMemoryError: a half-dead agent is worse than a
# restarted one, and the balancer goes on as it is meanwhile.
# The image has no curl on purpose; the program asks itself.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
  CMD ["java", "-XX:+UseSerialGC", "-Xmx64m", "-jar", "/opt/steelyard/steelyard.jar", "status", "--healthcheck"]
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", \
  "-XX:SharedArchiveFile=/opt/steelyard/steelyard.jsa", "-Xshare:auto", "-jar", "/opt/steelyard/steelyard.jar"]
CMD ["run", "--config", "/etc/steelyard/steelyard.yaml"]
