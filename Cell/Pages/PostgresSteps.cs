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
        """
        CREATE TABLE digest (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            form int NOT NULL DEFAULT 1,
            seq bigint NOT NULL DEFAULT 0);
        INSERT INTO digest DEFAULT VALUES;
        CREATE TABLE digested (id bigint PRIMARY KEY, url text COLLATE "C" NOT NULL, said text NOT NULL);
        CREATE TABLE said (target bigint NOT NULL, text text COLLATE "C" NOT NULL, pages bigint NOT NULL, PRIMARY KEY (target, text));
        CREATE TABLE relink (id bigint PRIMARY KEY);
        CREATE TABLE word (word text COLLATE "C" PRIMARY KEY, pages bigint NOT NULL);
        ALTER TABLE page
            ADD COLUMN form int NOT NULL DEFAULT 1,
            ADD COLUMN linked bigint NOT NULL DEFAULT 0,
            ADD COLUMN links tsvector NOT NULL DEFAULT '';
        """,
    ];
}
