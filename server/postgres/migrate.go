package postgres

import (
	"context"
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The files that create the tables and take them to this version, each from the
// version before it to that of its number. One that was released is not changed.
//
//go:embed migrations/*.sql
var files embed.FS

// migrations are the files' texts, from the first one on.
var migrations = func() (texts []string) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	for i, name := range names {
		b, e := files.ReadFile(name)
		if e != nil || name[len("migrations/"):][:5] != fmt.Sprintf("%04d_", i+1) {
			panic("postgres: the migrations are not numbered from 1: " + name)
		}
		texts = append(texts, string(b))
	}
	if err != nil || texts == nil {
		panic("postgres: no migrations")
	}
	return texts
}()

// application marks our locks among those of a database: "Tndm".
const application = 0x546e646d

// oldest is the oldest version of PostgreSQL that is known to do.
const oldest = 13

var identifier = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// config reads an address.
func (s *Store) config(url string) (*pgxpool.Config, error) {
	if url == "" {
		return nil, fmt.Errorf("%w: an address is needed", ErrAccess)
	}
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAccess, err) // it hides the password
	}
	c.MaxConns = max(2, c.MaxConns)
	s.size = int(c.MaxConns)
	s.writing = make(chan struct{}, s.size/2)
	cc := c.ConnConfig
	if cc.ConnectTimeout == 0 {
		cc.ConnectTimeout = 10 * time.Second
	}
	if cc.ValidateConnect == nil {
		// Of several servers in the address, that which can be written.
		cc.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if s.schema = cc.RuntimeParams["search_path"]; s.schema == "" {
		s.schema = "tandem"
	}
	if !identifier.MatchString(s.schema) {
		return nil, fmt.Errorf("%w: search_path %q is not one plain name", ErrAccess, s.schema)
	}
	cc.RuntimeParams["search_path"] = s.schema
	c.AfterConnect = prepare
	return c, nil
}

// prepare sets up a connection. What has returned must be on the disk, whatever
// the database's default; and what a node that has vanished has locked must be
// free again.
func prepare(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, `SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
		set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)`)
	return err
}

// migrate brings the tables to this version, or leaves all as it is. Nodes that
// start at the same time do it one after the other.
func (s *Store) migrate() error {
	return pgx.BeginTxFunc(background, s.pool, writing, func(tx pgx.Tx) error {
		if err := fit(tx); err != nil {
			return err
		}
		name := fnv.New32a()
		name.Write([]byte(s.schema))
		if _, err := tx.Exec(background, "SELECT pg_advisory_xact_lock($1, $2)", int32(application), int32(name.Sum32())); err != nil {
			return fault("wait for other nodes", err)
		}
		v, err := s.version(tx)
		if err != nil {
			return err
		}
		if v > len(migrations) {
			return fmt.Errorf("%w: version %d, known up to %d", ErrNewer, v, len(migrations))
		}
		for i, text := range migrations[v:] {
			number := strconv.Itoa(v + i + 1)
			if _, err := tx.Exec(background, text); err != nil {
				return fault("take the tables to version "+number, err)
			}
			if _, err := tx.Exec(background, "INSERT INTO migrations (number) VALUES ("+number+")"); err != nil {
				return fault("take the tables to version "+number, err)
			}
		}
		return nil
	})
}

// fit checks what cannot be changed from here.
func fit(tx pgx.Tx) error {
	var version int
	var encoding, fsync string
	row := tx.QueryRow(background, "SELECT current_setting('server_version_num')::integer, current_setting('server_encoding'), current_setting('fsync')")
	if err := row.Scan(&version, &encoding, &fsync); err != nil {
		return fault("read the server's settings", err)
	}
	switch {
	case version < oldest*10_000:
		return fmt.Errorf("%w: PostgreSQL %d is too old, %d is needed", ErrUnfit, version/10_000, oldest)
	case encoding != "UTF8":
		return fmt.Errorf("%w: the database has the encoding %s, UTF8 is needed", ErrUnfit, encoding)
	case fsync != "on":
		return fmt.Errorf("%w: fsync is off, so nothing that it writes would be durable", ErrUnfit)
	}
	return nil
}

// version returns the version of the tables; 0 says that there are none.
func (s *Store) version(tx pgx.Tx) (int, error) {
	var exists bool
	var ours, tables int
	row := tx.QueryRow(background, `SELECT to_regnamespace($1) IS NOT NULL,
		(SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p', 'v', 'm', 'f')),
		(SELECT count(*) FROM pg_description WHERE objoid = to_regclass($1 || '.migrations') AND classoid = 'pg_class'::regclass AND objsubid = 0 AND description LIKE 'Tandem: %')`, s.schema)
	if err := row.Scan(&exists, &tables, &ours); err != nil {
		return 0, fault("read the version of the tables", err)
	}
	if ours > 0 {
		v := 0
		err := tx.QueryRow(background, "SELECT coalesce(max(number), 0) FROM migrations").Scan(&v)
		return v, fault("read the version of the tables", err)
	}
	if tables > 0 {
		return 0, fmt.Errorf("%w: schema %s has others", ErrForeign, s.schema)
	}
	text := "CREATE TABLE migrations (number integer PRIMARY KEY, done timestamptz NOT NULL DEFAULT now()); COMMENT ON TABLE migrations IS 'Tandem: the versions that these tables have had'"
	if !exists {
		text = `CREATE SCHEMA "` + s.schema + `"; ` + text
	}
	_, err := tx.Exec(background, text)
	return 0, fault("create the schema "+s.schema, err)
}
