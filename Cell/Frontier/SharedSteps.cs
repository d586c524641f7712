namespace Cell.Frontier;

/// <summary>The tables of a frontier that APIs share. A step that was ever released is not changed any more: another one follows it.</summary>
/// <remarks><c>host.queued</c>: since when a message of the broker stands for it, in Unix milliseconds; 0: none does. <c>url.state</c>: <see cref="UrlPlace"/>.</remarks>
internal static class SharedSteps
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE frontier (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            organism text NOT NULL,
            whole boolean NOT NULL DEFAULT false,
            quiet bigint NOT NULL DEFAULT 0,
            orders bigint NOT NULL DEFAULT 0);
        CREATE TABLE scope (prefix text COLLATE "C" PRIMARY KEY, state smallint NOT NULL, changed bigint NOT NULL);
        CREATE TABLE host (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE,
            queue int NOT NULL,
            queued bigint NOT NULL DEFAULT 0,
            version bigint NOT NULL DEFAULT 0,
            known int NOT NULL DEFAULT 0,
            waiting int NOT NULL DEFAULT 0,
            ready int NOT NULL DEFAULT 0,
            taken int NOT NULL DEFAULT 0,
            dropped bigint NOT NULL DEFAULT 0,
            trapped bigint NOT NULL DEFAULT 0,
            fence bigint NOT NULL DEFAULT 0,
            holder text NOT NULL DEFAULT '',
            incarnation bigint NOT NULL DEFAULT 0,
            ends bigint NOT NULL DEFAULT 0,
            turn text NOT NULL DEFAULT '',
            owner text NOT NULL DEFAULT '',
            leased bigint NOT NULL DEFAULT 0,
            polite bigint NOT NULL DEFAULT 0,
            delay int NOT NULL DEFAULT 0,
            answer int NOT NULL DEFAULT 0,
            address text NOT NULL DEFAULT '',
            faults int NOT NULL DEFAULT 0,
            fault text NOT NULL DEFAULT '');
        CREATE INDEX host_unqueued ON host (number) WHERE queued = 0 AND (ready > 0 OR holder <> '');
        CREATE INDEX host_waiting ON host (number) WHERE waiting > 0;
        CREATE INDEX host_leased ON host (turn) WHERE holder <> '';
        CREATE TABLE url (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            print bigint NOT NULL UNIQUE,
            host bigint NOT NULL,
            url text COLLATE "C" NOT NULL,
            pattern bigint NOT NULL,
            depth int NOT NULL,
            phase smallint NOT NULL,
            due bigint NOT NULL,
            attempts int NOT NULL,
            hops int NOT NULL,
            detail text NOT NULL,
            seen_first bigint NOT NULL,
            seen_last bigint NOT NULL,
            seen_visits int NOT NULL,
            seen_unchanged int NOT NULL,
            hash text COLLATE "C" NOT NULL,
            etag text NOT NULL,
            modified text NOT NULL,
            state smallint NOT NULL);
        CREATE INDEX url_ready ON url (host, depth, number) WHERE state = 1;
        CREATE INDEX url_later ON url (due) WHERE state = 0 AND due < 4294967295;
        CREATE INDEX url_taken ON url (host) WHERE state = 3;
        CREATE INDEX url_host ON url (host);
        CREATE TABLE alike (host bigint NOT NULL, pattern bigint NOT NULL, count int NOT NULL, PRIMARY KEY (host, pattern));
        """,
    ];
}
