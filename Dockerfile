# The program in an image of its own: docs/pages/ci.md says how to use it.
FROM rust:1-slim AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:stable-slim
# What publishing to branches and machines runs.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git openssh-client rsync && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/release/cuepoint /usr/local/bin/cuepoint
WORKDIR /show
ENTRYPOINT ["cuepoint"]
