namespace Cell.Pages;

/// <summary>The tables of pages in PostgreSQL. A step that was ever released is not changed any more: another one follows it.</summary>
internal static class PostgresSteps
{
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE store (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            organism text NOT NULL,
            origin uuid NOT NULL,
            last bigint NOT NULL DEFAULT 0,
            live bigint NOT NULL DEFAULT 0);
        CREATE TABLE head (origin uuid PRIMARY KEY, seq bigint NOT NULL);
        CREATE TABLE emission (frontier text PRIMARY KEY, seq bigint NOT NULL);
        CREATE TABLE page (
            url text COLLATE "C" PRIMARY KEY,
            arrival bigint NOT NULL,
            fetched bigint NOT NULL,
            hash text COLLATE "C" NOT NULL,
            gone boolean NOT NULL,
            sites text[] COLLATE "C" NOT NULL,
            lang text COLLATE "C" NOT NULL,
            stems text COLLATE "C" NOT NULL,
            body bigint NOT NULL,
            simhash bigint NOT NULL,
            words tsvector NOT NULL,
            text bytea NOT NULL,
            rest bytea NOT NULL);
        ALTER TABLE page ALTER COLUMN text SET STORAGE EXTERNAL, ALTER COLUMN rest SET STORAGE EXTERNAL;
        CREATE UNIQUE INDEX page_arrival ON page (arrival);
        CREATE INDEX page_sites ON page USING gin (sites);
        CREATE INDEX page_stems ON page (stems) WHERE NOT gone;
        CREATE INDEX page_words ON page USING gin (words);
        """,
    ];
}
