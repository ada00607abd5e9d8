CREATE TABLE changes (
    space text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    pos integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    op smallint NOT NULL,
    was text NOT NULL COLLATE pg_catalog."C",
    topic text NOT NULL COLLATE pg_catalog."C",
    fields text NOT NULL COLLATE pg_catalog."C",
    client text COLLATE pg_catalog."C",
    n bigint
);
CREATE TABLE clients (
    space text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    author text NOT NULL COLLATE pg_catalog."C",
    n bigint NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE commits (
    space text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    "time" bigint NOT NULL,
    author text NOT NULL COLLATE pg_catalog."C",
    method text NOT NULL COLLATE pg_catalog."C",
    uri text NOT NULL COLLATE pg_catalog."C",
    intent bytea NOT NULL,
    client text NOT NULL COLLATE pg_catalog."C",
    n bigint NOT NULL,
    blind boolean NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE entries (
    space text NOT NULL COLLATE pg_catalog."C",
    idx text NOT NULL COLLATE pg_catalog."C",
    at bytea NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE migrations (
    number integer NOT NULL,
    done timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE migrations IS 'Tandem: the versions that these tables have had';
CREATE TABLE notes (
    space text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE outcomes (
    space text NOT NULL COLLATE pg_catalog."C",
    client text NOT NULL COLLATE pg_catalog."C",
    n bigint NOT NULL,
    id bytea NOT NULL,
    hash bytea NOT NULL,
    kind smallint NOT NULL,
    seq bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    author text NOT NULL COLLATE pg_catalog."C",
    arrival bigint NOT NULL
);
ALTER TABLE outcomes ALTER COLUMN arrival ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME outcomes_arrival_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE records (
    space text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    pos integer NOT NULL,
    client text NOT NULL COLLATE pg_catalog."C",
    n bigint NOT NULL,
    born bigint NOT NULL,
    gone boolean NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    json text NOT NULL COLLATE pg_catalog."C",
    versions text NOT NULL COLLATE pg_catalog."C",
    moved bigint NOT NULL
);
CREATE TABLE spaces (
    name text NOT NULL COLLATE pg_catalog."C",
    epoch text NOT NULL COLLATE pg_catalog."C",
    head bigint DEFAULT 0 NOT NULL,
    horizon bigint DEFAULT 0 NOT NULL,
    forgot bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL
);
INSERT INTO changes VALUES ('main', 1, 0, 'grants/g1', 1, '', 'grants/bob', '{"fields":{"after":""},"topic":{"after":"role:team"},"verbs":{"after":""},"who":{"after":"bob"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 2, 0, 'grants/g2', 1, '', 'grants', '{"fields":{"after":""},"topic":{"after":"team/red"},"verbs":{"after":""},"who":{"after":"role:team"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 3, 0, 'grants/g3', 1, '', 'grants/bob', '{"fields":{"after":"short"},"topic":{"after":"pasts"},"verbs":{"after":"read"},"who":{"after":"bob"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 4, 0, 'grants/g4', 1, '', 'grants/cho', '{"fields":{"after":""},"topic":{"after":"pasts"},"verbs":{"after":""},"who":{"after":"cho"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 5, 0, 'grants/g9', 1, '', 'grants/eve', '{"fields":{"after":""},"topic":{"after":"*"},"verbs":{"after":""},"who":{"after":"eve"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 6, 0, 'grants/g5', 1, '', 'grants/cho', '{"fields":{"after":""},"topic":{"after":"team/*"},"verbs":{"after":"create update"},"who":{"after":"cho"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 7, 0, 'grants/g6', 1, '', 'grants', '{"fields":{"after":""},"topic":{"after":"notices"},"verbs":{"after":"read"},"who":{"after":"*"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 8, 0, 'grants/g7', 1, '', 'grants/cho', '{"fields":{"after":""},"topic":{"after":"secrets"},"verbs":{"after":""},"who":{"after":"cho"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 9, 0, 'grants/g8', 1, '', 'grants/bob', '{"fields":{"after":""},"topic":{"after":"team/blue"},"verbs":{"after":"create update delete"},"who":{"after":"bob"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 10, 0, 'grants/g7', 3, 'grants/cho', 'grants/cho', '{"fields":{"before":""},"topic":{"before":"secrets"},"verbs":{"before":""},"who":{"before":"cho"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 11, 0, 'pasts/a', 1, '', 'pasts', '{"at":{"after":"2024-02-29T10:30:00.123456Z"},"bytes":{"after":"AP/+gA=="},"code":{"after":"A-1"},"count":{"after":5},"done":{"after":false},"large":{"after":18446744073709551615},"marks":{"after":["blue","red"]},"maybe":{"after":""},"owner":{"after":""},"parent":{"after":""},"part":{"after":{"name":"core","size":-7}},"parts":{"after":[{"name":"x","size":1},{"name":"y","size":2}]},"prose":{"after":"The first line.\nThe second line.\nThe third line.\n"},"rank":{"after":3},"real":{"after":-0.5},"state":{"after":"open"},"team":{"after":""},"title":{"after":"apples"},"words":{"after":["one","two"]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 12, 0, 'pasts/b', 1, '', 'team/red', '{"at":{"after":"0001-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":"a"},"part":{"after":{"name":"p","size":1}},"parts":{"after":[]},"prose":{"after":"Milk\nBread\nButter\nCheese\n"},"rank":{"after":9007199254740991},"real":{"after":1e+300},"state":{"after":"open"},"team":{"after":"red"},"title":{"after":"bread \"old\"\n\u0000 Käse 😀"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 13, 0, 'pasts/c', 1, '', 'team/red', '{"at":{"after":"9999-12-31T23:59:59.999999Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":true},"large":{"after":7},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":"b"},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":-2},"real":{"after":5e-324},"state":{"after":"done"},"team":{"after":"red"},"title":{"after":"cherries"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 14, 0, 'pasts/d', 1, '', 'pasts', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":8},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":"a"},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":5},"real":{"after":0},"state":{"after":"open"},"team":{"after":""},"title":{"after":"dates"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 15, 0, 'pasts/e', 1, '', 'pasts', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":"nobody"},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":0},"real":{"after":0},"state":{"after":""},"team":{"after":""},"title":{"after":"eggs"},"words":{"after":["kept","through","it"]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 16, 0, 'pasts/f', 1, '', 'team/red', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":""},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":0},"real":{"after":0},"state":{"after":""},"team":{"after":"red"},"title":{"after":"figs"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 17, 0, 'pasts/s', 1, '', 'user/ann', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":"S-1"},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":"ann"},"parent":{"after":""},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":0},"real":{"after":0},"state":{"after":""},"team":{"after":""},"title":{"after":"secret"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 18, 0, 'pasts/m', 1, '', 'team/red', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":["old"]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":""},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":1},"real":{"after":0},"state":{"after":"open"},"team":{"after":"red"},"title":{"after":"mixed"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 19, 0, 'pasts/a', 2, 'pasts', 'pasts', '{"count":{"before":5,"after":3},"marks":{"before":["blue","red"],"after":["blue","green"]},"maybe":{"before":"","after":null},"words":{"before":["one","two"],"after":["one","three","two"]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 20, 0, 'pasts/d', 2, 'pasts', 'team/blue', '{"team":{"before":"","after":"blue"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 21, 0, 'pasts/f', 2, 'team/red', 'pasts', '{"team":{"before":"red","after":""}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 22, 0, 'pasts/f', 2, 'pasts', 'team/red', '{"team":{"before":"","after":"red"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 23, 0, 'pasts/e', 3, 'pasts', 'pasts', '{"at":{"before":"1970-01-01T00:00:00.000000Z"},"bytes":{"before":""},"code":{"before":""},"count":{"before":0},"done":{"before":false},"large":{"before":0},"marks":{"before":[]},"maybe":{"before":null},"owner":{"before":""},"parent":{"before":"nobody"},"part":{"before":{"name":"","size":0}},"parts":{"before":[]},"prose":{"before":""},"rank":{"before":0},"real":{"before":0},"state":{"before":""},"team":{"before":""},"title":{"before":"eggs"},"words":{"before":["kept","through","it"]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 24, 0, 'pasts/e', 1, '', 'pasts', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":"nobody"},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":0},"real":{"after":0},"state":{"after":""},"team":{"after":""},"title":{"after":"eggs"},"words":{"after":["kept","through","it"]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 25, 0, 'pasts/f', 3, 'team/red', 'team/red', '{"at":{"before":"1970-01-01T00:00:00.000000Z"},"bytes":{"before":""},"code":{"before":""},"count":{"before":0},"done":{"before":false},"large":{"before":0},"marks":{"before":[]},"maybe":{"before":null},"owner":{"before":""},"parent":{"before":""},"part":{"before":{"name":"","size":0}},"parts":{"before":[]},"prose":{"before":""},"rank":{"before":0},"real":{"before":0},"state":{"before":""},"team":{"before":"red"},"title":{"before":"figs"},"words":{"before":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 26, 0, 'pasts/b', 2, 'team/red', 'team/red', '{"aNewField":{"after":{"deep":[1,2.50,-0,1E+5,"\u0000 😀",null],"":{}}},"part":{"before":{"name":"p","size":1},"after":{"later":[1.0],"size":1,"name":"p"}},"zLast":{"after":1e400}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 27, 0, 'pasts/a', 2, 'pasts', 'pasts', '{"prose":{"before":"The first line.\nThe second line.\nThe third line.\n","after":"The first line.\nThe second line.\nThe third line, by ann.\n"},"rank":{"before":3,"after":4},"title":{"before":"apples","after":"apples, green"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 28, 0, 'pasts/s', 2, 'user/ann', 'user/ann', '{"code":{"before":"S-1","after":"S-2"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 29, 0, 'grants/g5', 3, 'grants/cho', 'grants/cho', '{"fields":{"before":""},"topic":{"before":"team/*"},"verbs":{"before":"create update"},"who":{"before":"cho"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 30, 0, 'pasts/e', 2, 'pasts', 'pasts', '{"real":{"before":0,"after":2.5}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 31, 0, 'pasts/a', 2, 'pasts', 'pasts', '{"prose":{"before":"The first line.\nThe second line.\nThe third line, by ann.\n","after":"The first line, by cho.\nThe second line.\nThe third line, by ann.\n"},"rank":{"before":4,"after":8}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 32, 0, 'outcomes/gvz25n810m489rr7-3', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.2"},"body":{"after":"{\"title\":\"apples, red\"}"},"bytes":{"after":""},"cause":{"after":""},"code":{"after":""},"detail":{"after":""},"errors":{"after":""},"fields":{"after":"[{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples\",\"mine\":\"apples, red\",\"theirs\":\"apples, green\"}]"},"kind":{"after":"conflict"},"method":{"after":"PATCH"},"shown":{"after":"[{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8}]"},"type":{"after":"application/json"},"uRI":{"after":"/pasts/a"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 33, 0, 'outcomes/gvz25n810m489rr7-4', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.3"},"body":{"after":"{\"title\":\"apples, dark red\"}"},"bytes":{"after":""},"cause":{"after":"gvz25n810m489rr7-3"},"code":{"after":"held"},"detail":{"after":"this waits until an earlier edit that it works on is decided"},"errors":{"after":"{}"},"fields":{"after":""},"kind":{"after":"conflict"},"method":{"after":"PATCH"},"shown":{"after":"[{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, red\"},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8}]"},"type":{"after":"application/json"},"uRI":{"after":"/pasts/a"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 34, 0, 'outcomes/gvz25n810m489rr7-5', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.4"},"body":{"after":"{\"id\":\"t\",\"title\":\"taken\",\"code\":\"S-2\"}"},"bytes":{"after":""},"cause":{"after":""},"code":{"after":"taken"},"detail":{"after":"some fields are not right"},"errors":{"after":"{\"code\":\"is taken\"}"},"fields":{"after":""},"kind":{"after":"rejected"},"method":{"after":"POST"},"shown":{"after":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]"},"type":{"after":"application/json"},"uRI":{"after":"/pasts"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 35, 0, 'outcomes/gvz25n810m489rr7-6', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.4"},"body":{"after":"{\"id\":\"v\",\"title\":\"void\",\"team\":\"blue\"}"},"bytes":{"after":""},"cause":{"after":""},"code":{"after":"forbidden"},"detail":{"after":"you may not change this"},"errors":{"after":"{}"},"fields":{"after":""},"kind":{"after":"rejected"},"method":{"after":"POST"},"shown":{"after":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]"},"type":{"after":"application/json"},"uRI":{"after":"/pasts"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 36, 0, 'outcomes/gvz25n810m489rr7-7', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.4"},"body":{"after":"{\"title\":\"void, again\"}"},"bytes":{"after":""},"cause":{"after":"gvz25n810m489rr7-6"},"code":{"after":"cause"},"detail":{"after":"an earlier edit that this one works on could not be made"},"errors":{"after":"{}"},"fields":{"after":""},"kind":{"after":"rejected"},"method":{"after":"PATCH"},"shown":{"after":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]"},"type":{"after":"application/json"},"uRI":{"after":"/pasts/v"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 37, 0, 'outcomes/gvz25n810m489rr7-8', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.4"},"body":{"after":"{\"title\":\"it crashes\"}"},"bytes":{"after":""},"cause":{"after":""},"code":{"after":"crashed"},"detail":{"after":"the request could not be run: panic: crash"},"errors":{"after":"{}"},"fields":{"after":""},"kind":{"after":"quarantined"},"method":{"after":"POST"},"shown":{"after":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]"},"type":{"after":"application/json"},"uRI":{"after":"/crash/s"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 38, 0, 'outcomes/gvz25n810m489rr7-9', 1, '', 'user/cho', '{"at":{"after":1700000039000039},"base":{"after":"e1.26.gvz25n810m489rr7.0.4"},"body":{"after":"{\"title\":\"of nothing\"}"},"bytes":{"after":""},"cause":{"after":""},"code":{"after":"absent"},"detail":{"after":"there is no such thing here"},"errors":{"after":"{}"},"fields":{"after":""},"kind":{"after":"rejected"},"method":{"after":"PATCH"},"shown":{"after":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]"},"type":{"after":"application/json"},"uRI":{"after":"/pasts/nowhere"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 39, 0, 'outcomes/form-jebctvv8y68a5mhr', 1, '', 'user/cho', '{"at":{"after":1700000040000040},"base":{"after":""},"body":{"after":"bytes � that are no text"},"bytes":{"after":"Ynl0ZXMg//4gdGhhdCBhcmUgbm8gdGV4dA=="},"cause":{"after":""},"code":{"after":"crashed"},"detail":{"after":"the request could not be run: panic: crash"},"errors":{"after":"{}"},"fields":{"after":""},"kind":{"after":"quarantined"},"method":{"after":"POST"},"shown":{"after":""},"type":{"after":"application/json"},"uRI":{"after":"/crash/s"},"user":{"after":"cho"},"version":{"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 40, 0, 'pasts/k', 1, '', 'team/red', '{"at":{"after":"1970-01-01T00:00:00.000000Z"},"bytes":{"after":""},"code":{"after":""},"count":{"after":0},"done":{"after":false},"large":{"after":0},"marks":{"after":[]},"maybe":{"after":null},"owner":{"after":""},"parent":{"after":""},"part":{"after":{"name":"","size":0}},"parts":{"after":[]},"prose":{"after":""},"rank":{"after":2},"real":{"after":0},"state":{"after":"open"},"team":{"after":"red"},"title":{"after":"kept"},"words":{"after":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 41, 0, 'pasts/k', 2, 'team/red', 'team/red', '{"title":{"before":"kept","after":"kept, changed"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 42, 0, 'pasts/e', 2, 'pasts', 'pasts', '{"rank":{"before":0,"after":1}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 43, 0, 'pasts/b', 2, 'team/red', 'team/red', '{"prose":{"before":"Milk\nBread\nButter\nCheese\n","after":"Milk\nBread\nButter\nCheese, by ann\n"},"rank":{"before":9007199254740991,"after":77}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 44, 0, 'pasts/c', 2, 'team/red', 'team/red', '{"title":{"before":"cherries","after":"cherries, sweet"}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 45, 0, 'pasts/m', 3, 'team/red', 'team/red', '{"at":{"before":"1970-01-01T00:00:00.000000Z"},"bytes":{"before":""},"code":{"before":""},"count":{"before":0},"done":{"before":false},"large":{"before":0},"marks":{"before":["old"]},"maybe":{"before":null},"owner":{"before":""},"parent":{"before":""},"part":{"before":{"name":"","size":0}},"parts":{"before":[]},"prose":{"before":""},"rank":{"before":1},"real":{"before":0},"state":{"before":"open"},"team":{"before":"red"},"title":{"before":"mixed"},"words":{"before":[]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 46, 0, 'pasts/e', 2, 'pasts', 'pasts', '{"words":{"before":["kept","through","it"],"after":["now","kept","through","it"]}}', NULL, NULL);
INSERT INTO changes VALUES ('main', 47, 0, 'grants/g8', 3, 'grants/bob', 'grants/bob', '{"fields":{"before":""},"topic":{"before":"team/blue"},"verbs":{"before":"create update delete"},"who":{"before":"bob"}}', NULL, NULL);
INSERT INTO changes VALUES ('other', 5, 0, 'pasts/a', 2, 'pasts', 'pasts', '{"rank":{"before":0,"after":1}}', NULL, NULL);
INSERT INTO clients VALUES ('main', 'gvz25n810m489rr7', 'cho', 9, '\xe0b67e3dbfa91e0ebd19c69ee7f6f25fc3ff2a82648cea90253f09d044720865');
INSERT INTO clients VALUES ('main', 'gvb4w7rh9gxq8dc4', 'bob', 2, '\x977e3050cc584100d2921f7002c1f1e07ea60e83ae55f14a40f669e7cca99cdb');
INSERT INTO clients VALUES ('main', '1p3rkhhapvjt6fde', 'eve', 1, '\x0512ec80c3042b7c33fac2a37b23ce4d7c3b54032e309f4208e425e2f7940807');
INSERT INTO commits VALUES ('main', 1, 1700000001000001, 'ann', 'POST', '/grants', '\x01010000000000000000000000000000', '', 0, true, '\xc9d7678ba1eca2a7265998770b71908b382fc1fd8705dfd5f0cfbd2444177deb');
INSERT INTO commits VALUES ('main', 2, 1700000002000002, 'ann', 'POST', '/grants', '\x02010000000000000000000000000000', '', 0, true, '\x6947fba4c00763d6b35a2e44c8c911a0e5ca8efca8a7a0533d3d35188dea2a34');
INSERT INTO commits VALUES ('main', 3, 1700000003000003, 'ann', 'POST', '/grants', '\x03010000000000000000000000000000', '', 0, true, '\x944a85fe1eaa2f404bbe023bd319e4f51912f768b4f5d7fe0e8d7dd20e90ed51');
INSERT INTO commits VALUES ('main', 4, 1700000004000004, 'ann', 'POST', '/grants', '\x04010000000000000000000000000000', '', 0, true, '\x0b1924599308f64e6fb1b4f0928079a67d3663165ca359096cb50222a5ec2b91');
INSERT INTO commits VALUES ('main', 5, 1700000005000005, 'ann', 'POST', '/grants', '\x05010000000000000000000000000000', '', 0, true, '\xd21297ec08b971d5dbeba157209cc52ea9c11eccf67a1f015da0a956f192123d');
INSERT INTO commits VALUES ('main', 6, 1700000006000006, 'ann', 'POST', '/grants', '\x06010000000000000000000000000000', '', 0, true, '\xdff3b4dff77c4719820006788b2196fb39471b8cd75f1c028c1ebef05d0e38ba');
INSERT INTO commits VALUES ('main', 7, 1700000007000007, 'ann', 'POST', '/grants', '\x07010000000000000000000000000000', '', 0, true, '\xbb4df7741b6feb5e955cce20c7900f2c14053ffe07d9781d8030908808565ed6');
INSERT INTO commits VALUES ('main', 8, 1700000008000008, 'ann', 'POST', '/grants', '\x08010000000000000000000000000000', '', 0, true, '\x71e31f958261a3e423c38caa93e397448a2db8a755275b07e87e5211e64f58d2');
INSERT INTO commits VALUES ('main', 9, 1700000009000009, 'ann', 'POST', '/grants', '\x09010000000000000000000000000000', '', 0, true, '\x135f9b7f578afbf806b5a4a272dd9ed9dc7177607fd72fca0d56bcb7e7f58634');
INSERT INTO commits VALUES ('main', 10, 1700000010000010, 'ann', 'DELETE', '/grants/g7', '\x0a010000000000000000000000000000', '', 0, true, '\x27aad3b93b4101d169e9de497caf8b2801f5da5cdef88e19a7971d535764a6c4');
INSERT INTO commits VALUES ('main', 11, 1700000011000011, 'ann', 'POST', '/pasts', '\x0b010000000000000000000000000000', '', 0, true, '\x962b6690796ced5a968752ea3595d29fecb30a96b81d30c55b7b7d90311b5f97');
INSERT INTO commits VALUES ('main', 12, 1700000012000012, 'ann', 'POST', '/pasts', '\x0c010000000000000000000000000000', '', 0, true, '\xf3922dceefb4fad305fcbf7b1fd5e46fe011a9fbf87977fa13c81d9b734f78d7');
INSERT INTO commits VALUES ('main', 13, 1700000013000013, 'ann', 'POST', '/pasts', '\x0d010000000000000000000000000000', '', 0, true, '\xe0695ce2726d35fe8588e5209794e2e293ac738686ed8f448ef1ab958d7882d4');
INSERT INTO commits VALUES ('main', 14, 1700000014000014, 'ann', 'POST', '/pasts', '\x0e010000000000000000000000000000', '', 0, true, '\x0929cd23c1a548d5df810cb02f0634b194ec7e0e5bdffc33496f1c269e46ffc1');
INSERT INTO commits VALUES ('main', 15, 1700000015000015, 'ann', 'POST', '/pasts', '\x0f010000000000000000000000000000', '', 0, true, '\xd1778b083f5bbca5a3e71f0a46303cc0452f10992f445e1e1aafdcbe1dbfee52');
INSERT INTO commits VALUES ('main', 16, 1700000016000016, 'ann', 'POST', '/pasts', '\x10010000000000000000000000000000', '', 0, true, '\x28aa1a432da78b1ac04872bd49444540ae96dbb2a7738861a2592584595f7767');
INSERT INTO commits VALUES ('main', 17, 1700000017000017, 'ann', 'POST', '/pasts', '\x11010000000000000000000000000000', '', 0, true, '\xd8b01ea99a2af5bd9f40e9d6d9db43fcc7556ff027ba01e9eb13ec7057adfe94');
INSERT INTO commits VALUES ('main', 18, 1700000018000018, 'ann', 'POST', '/pasts', '\x12010000000000000000000000000000', '', 0, true, '\xc19a9391dd73e2724795d7c68aa96f415f797d0c898c411252dbbb38e93f6826');
INSERT INTO commits VALUES ('main', 19, 1700000019000019, 'ann', 'PATCH', '/pasts/a', '\x13010000000000000000000000000000', '', 0, true, '\x4d127229c2c914d3c47d3118ba919ebd6635dcfbdb829ea22a8db111a486d980');
INSERT INTO commits VALUES ('main', 20, 1700000020000020, 'ann', 'PATCH', '/pasts/d', '\x14010000000000000000000000000000', '', 0, true, '\x63718a8292ad48bb5eb1720165fc87ee0d0b244503d4b30de5645c953356e406');
INSERT INTO commits VALUES ('main', 21, 1700000021000021, 'ann', 'PATCH', '/pasts/f', '\x15010000000000000000000000000000', '', 0, true, '\x736f610370e13a760b77332511910413ab1a2473cb300462a0f8efacef10d3d1');
INSERT INTO commits VALUES ('main', 22, 1700000022000022, 'ann', 'PATCH', '/pasts/f', '\x16010000000000000000000000000000', '', 0, true, '\x182b6f65bf4741aaf8f568a0d8eb4b7242b28c1184519b93b3a6f85d2e5db969');
INSERT INTO commits VALUES ('main', 23, 1700000023000023, 'ann', 'DELETE', '/pasts/e', '\x17010000000000000000000000000000', '', 0, true, '\x619e29ba81ef627633035f7b4349cc566b784fcd4c7da331df37e92356f9452d');
INSERT INTO commits VALUES ('main', 24, 1700000024000024, 'ann', 'POST', '/restore/e', '\x18010000000000000000000000000000', '', 0, true, '\x3342da24c3dc3ab7df10bdebe809a70cdb60ffb42154c17a464367c2587f47bb');
INSERT INTO commits VALUES ('main', 25, 1700000025000025, 'ann', 'DELETE', '/pasts/f', '\x19010000000000000000000000000000', '', 0, true, '\x6393393d752f7591139c1856cabc0b3250c8957f0ed7f3436fe1b1c467242def');
INSERT INTO commits VALUES ('main', 26, 1700000025000025, 'ann', 'POST', '/pasts/b', '\x00000000000000000000000000000000', '', 0, false, '\x1789374e5336005a3c959afb1327bc239bda0d0e1e38348ebfb50155f1a87fac');
INSERT INTO commits VALUES ('main', 27, 1700000027000027, 'ann', 'PATCH', '/pasts/a', '\x1b010000000000000000000000000000', '', 0, true, '\xb84f004c2746a7aaaf335955369e65d7408bdab26131ce506daeb464894c247e');
INSERT INTO commits VALUES ('main', 28, 1700000028000028, 'ann', 'PATCH', '/pasts/s', '\x1c010000000000000000000000000000', '', 0, true, '\x9368597facd72c84a33dabdf2d5578177b2f9fb9c28469ae87ff8c1372b56e9c');
INSERT INTO commits VALUES ('main', 29, 1700000029000029, 'ann', 'DELETE', '/grants/g5', '\x1d010000000000000000000000000000', '', 0, true, '\xe6549bd09e64b1e27be042dac15f817b0851ad8b2d58cf09ea6ac4b8d8dcc926');
INSERT INTO commits VALUES ('main', 30, 1700000039000039, 'cho', 'PATCH', '/pasts/e', '\x1e010000000000000000000000000000', 'gvz25n810m489rr7', 1, false, '\xfd4f8f8f689f0269197183abbc5ff2a64e9ec7e164349a8cf2a93aa748c20761');
INSERT INTO commits VALUES ('main', 31, 1700000039000039, 'cho', 'PATCH', '/pasts/a', '\x1f010000000000000000000000000000', 'gvz25n810m489rr7', 2, false, '\x703564580a9720b0bbdc415c039a4118cf2eac89986453acdaed9498610cc8b2');
INSERT INTO commits VALUES ('main', 32, 1700000039000039, 'cho', 'PATCH', '/pasts/a', '\x20010000000000000000000000000000', 'gvz25n810m489rr7', 3, false, '\x4254c0d8dedad737fc8a50e657e0a98271bd7782d4b28211b8578253c6b511a7');
INSERT INTO commits VALUES ('main', 33, 1700000039000039, 'cho', 'PATCH', '/pasts/a', '\x21010000000000000000000000000000', 'gvz25n810m489rr7', 4, false, '\x9a20d6eb921d5880ba301b8dd7b779feb3ad2710590aa411c980bc5b96740b9b');
INSERT INTO commits VALUES ('main', 34, 1700000039000039, 'cho', 'POST', '/pasts', '\x22010000000000000000000000000000', 'gvz25n810m489rr7', 5, false, '\x109b60b639d3603bf64cc02cd865d73adbbac78619ae8711498a5b7f760b14b8');
INSERT INTO commits VALUES ('main', 35, 1700000039000039, 'cho', 'POST', '/pasts', '\x23010000000000000000000000000000', 'gvz25n810m489rr7', 6, false, '\x0a425edf6c6123e38eb8fe7111fd50e35809acc35717f8153ceed397f5839dad');
INSERT INTO commits VALUES ('main', 36, 1700000039000039, 'cho', 'PATCH', '/pasts/v', '\x24010000000000000000000000000000', 'gvz25n810m489rr7', 7, false, '\x254cc734e1518ed5682ec0d6b55ce00e1ada74a24316cd52031b5d5378a15ba0');
INSERT INTO commits VALUES ('main', 37, 1700000039000039, 'cho', 'POST', '/crash/s', '\x25010000000000000000000000000000', 'gvz25n810m489rr7', 8, false, '\xd34d7876b95075d7660a2d241c010623a197061b43f60e619f45461559baeb4f');
INSERT INTO commits VALUES ('main', 38, 1700000039000039, 'cho', 'PATCH', '/pasts/nowhere', '\x26010000000000000000000000000000', 'gvz25n810m489rr7', 9, false, '\xd11354b7414ccda0d3499cdbf423443ab00ab5e5465c7abd9d850664cd75efac');
INSERT INTO commits VALUES ('main', 39, 1700000040000040, 'cho', 'POST', '/crash/s', '\x27010000000000000000000000000000', '', 0, true, '\xb7abbdb4300681f07b9e9688e05d076518674d1e789cf324b1d924fbd1eac1f6');
INSERT INTO commits VALUES ('main', 40, 1700000044000044, 'bob', 'POST', '/pasts', '\x29010000000000000000000000000000', 'gvb4w7rh9gxq8dc4', 1, false, '\x4e5da71d2422a83f3987cdf7335e49d00498805c40aa0e52d66472135be4464f');
INSERT INTO commits VALUES ('main', 41, 1700000044000044, 'bob', 'PATCH', '/pasts/k', '\x2a010000000000000000000000000000', 'gvb4w7rh9gxq8dc4', 2, false, '\x7e177160fc61cd5e0cc90fd6ca5a871701aeabb962d4c696a76d75266dbadf69');
INSERT INTO commits VALUES ('main', 42, 1700000061000061, 'eve', 'PATCH', '/pasts/e', '\x3a010000000000000000000000000000', '1p3rkhhapvjt6fde', 1, false, '\xf56c0590bb872b500cf443f03b2f5717317856443543994e4b68f576a393856a');
INSERT INTO commits VALUES ('main', 43, 1700000066000066, 'ann', 'PATCH', '/pasts/b', '\x3f010000000000000000000000000000', '', 0, true, '\x1c3cc99ecfd8704a8afa77c1f33fc2b29143e999cdf2c70a22f22c4e886c1c0a');
INSERT INTO commits VALUES ('main', 44, 1700000067000067, 'ann', 'PATCH', '/pasts/c', '\x40010000000000000000000000000000', '', 0, true, '\x1ea51d3362549b8bfc9e98165b889c641ae24d855c06f82d5c29fe05d63904f3');
INSERT INTO commits VALUES ('main', 45, 1700000068000068, 'ann', 'DELETE', '/pasts/m', '\x41010000000000000000000000000000', '', 0, true, '\xbf56a24c478089cbaeaa9f7d1241013c68801db4bb58bd3420abe73c6a16d975');
INSERT INTO commits VALUES ('main', 46, 1700000069000069, 'ann', 'PATCH', '/pasts/e', '\x42010000000000000000000000000000', '', 0, true, '\xb333650f524b4b59fca53618c37df51baca81071f936ec491807493e63467e5b');
INSERT INTO commits VALUES ('main', 47, 1700000070000070, 'ann', 'DELETE', '/grants/g8', '\x43010000000000000000000000000000', '', 0, true, '\xd593cc5e8ae847cb7f3b39a64f97e1c0c767da635744cff9587e4e0d65bcae31');
INSERT INTO commits VALUES ('other', 5, 1700000075000075, 'ann', 'PATCH', '/pasts/a', '\x48010000000000000000000000000000', '', 0, true, '\xf2d1e52df27e943341ecd05ce030888330c9feac0eb51ce0b7f7bac03f2dac8a');
INSERT INTO entries VALUES ('main', 'grants:who', '\x05626f6200016731', 'grants/g1');
INSERT INTO entries VALUES ('main', 'grants:who', '\x05726f6c653a7465616d00016732', 'grants/g2');
INSERT INTO entries VALUES ('main', 'grants:who', '\x05626f6200016733', 'grants/g3');
INSERT INTO entries VALUES ('main', 'grants:who', '\x0563686f00016734', 'grants/g4');
INSERT INTO entries VALUES ('main', 'grants:who', '\x0565766500016739', 'grants/g9');
INSERT INTO entries VALUES ('main', 'grants:who', '\x052a00016736', 'grants/g6');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfacdcfcdcbd2cfcdd2cdc6abcecfc5cccfc5cfcfd1cecdcccbcac9a5fffe61', 'pasts/a');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfbbfe000000000000061', 'pasts/a');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x05412d31000161', 'pasts/a');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x05000161', 'pasts/a');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x01fb3c0fffffffffffff000000000000000061', 'pasts/a');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfacfcfcfced2cfced2cfceabcfcfc5cfcfc5cfcfd1cfcfcfcfcfcfa5fffe62', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfb01c81bc377ff8a63ffffffffffffffff62', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x05000162', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x0561000162', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x05627265616420226f6c64220a00ff204bc3a4736520f09f9880000162', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfac6c6c6c6d2cecdd2ccceabcdccc5cac6c5cac6d1c6c6c6c6c6c6a5fffe63', 'pasts/c');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfb7ffffffffffffffe63', 'pasts/c');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x05000163', 'pasts/c');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x0562000163', 'pasts/c');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x05627265616420226f6c64220a00ff204bc3a4736520f09f98800001fb3fe3ffffffffffff63', 'pasts/c');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfacec6c8cfd2cfced2cfceabcfcfc5cfcfc5cfcfd1cfcfcfcfcfcfa5fffe64', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfb7fffffffffffffff64', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x05000164', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x0561000164', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x056f70656e0001fb3febffffffffffff056461746573000164', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x056461746573000164', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfacec6c8cfd2cfced2cfceabcfcfc5cfcfc5cfcfd1cfcfcfcfcfcfa5fffe73', 'pasts/s');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfb7fffffffffffffff73', 'pasts/s');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x05000173', 'pasts/s');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x01fb7fffffffffffffff73', 'pasts/s');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x050001fb7fffffffffffffff05736563726574000173', 'pasts/s');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x05736563726574000173', 'pasts/s');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfacec6c8cfd2cfced2cfceabcfcfc5cfcfc5cfcfd1cfcfcfcfcfcfa5fffe65', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x05000165', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x056e6f626f6479000165', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x01fb7fffffffffffffff65', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x0565676773000165', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x056170706c65732c20677265656e0001fb7fffffffffffffff62', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x056170706c65732c20677265656e0001fb3fdfffffffffffff64', 'pasts/d');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x056170706c65732c20677265656e000161', 'pasts/a');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x05532d32000173', 'pasts/s');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x05000104c318289069c55f9c67767a32356e3831306d3438397272372d33', 'outcomes/gvz25n810m489rr7-3');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x0567767a32356e3831306d3438397272372d33000104c318289069c55f9c67767a32356e3831306d3438397272372d34', 'outcomes/gvz25n810m489rr7-4');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x05000104c318289069c55f9c67767a32356e3831306d3438397272372d35', 'outcomes/gvz25n810m489rr7-5');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x05000104c318289069c55f9c67767a32356e3831306d3438397272372d36', 'outcomes/gvz25n810m489rr7-6');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x0567767a32356e3831306d3438397272372d36000104c318289069c55f9c67767a32356e3831306d3438397272372d37', 'outcomes/gvz25n810m489rr7-7');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x05000104c318289069c55f9c67767a32356e3831306d3438397272372d38', 'outcomes/gvz25n810m489rr7-8');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x05000104c318289069c55f9c67767a32356e3831306d3438397272372d39', 'outcomes/gvz25n810m489rr7-9');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfb3ffbffffffffffff65', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x056f70656e0001fb3fdfffffffffffff056170706c65732c20677265656e000161', 'pasts/a');
INSERT INTO entries VALUES ('main', 'outcomes:cause,at', '\x05000104c31828906a0268a0666f726d2d6a6562637476763879363861356d6872', 'outcomes/form-jebctvv8y68a5mhr');
INSERT INTO entries VALUES ('main', 'pasts:-at', '\xfacec6c8cfd2cfced2cfceabcfcfc5cfcfc5cfcfd1cfcfcfcfcfcfa5fffe6b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:-real', '\xfb7fffffffffffffff6b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:code', '\x0500016b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:parent', '\x0500016b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:parent.title,-large', '\x01fb7fffffffffffffff6b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x056f70656e0001fb3fffffffffffffff056b6570742c206368616e67656400016b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x056b6570742c206368616e67656400016b', 'pasts/k');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x050001fb400fffffffffffff0565676773000165', 'pasts/e');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x056f70656e0001fb3facbfffffffffff05627265616420226f6c64220a00ff204bc3a4736520f09f9880000162', 'pasts/b');
INSERT INTO entries VALUES ('main', 'pasts:state,-rank,title', '\x05646f6e650001fbc0000000000000000563686572726965732c207377656574000163', 'pasts/c');
INSERT INTO entries VALUES ('main', 'pasts:title', '\x0563686572726965732c207377656574000163', 'pasts/c');
INSERT INTO entries VALUES ('other', 'pasts:-at', '\xfacec6c8cfd2cfced2cfceabcfcfc5cfcfc5cfcfd1cfcfcfcfcfcfa5fffe61', 'pasts/a');
INSERT INTO entries VALUES ('other', 'pasts:-real', '\xfb7fffffffffffffff61', 'pasts/a');
INSERT INTO entries VALUES ('other', 'pasts:code', '\x05000161', 'pasts/a');
INSERT INTO entries VALUES ('other', 'pasts:parent', '\x05000161', 'pasts/a');
INSERT INTO entries VALUES ('other', 'pasts:parent.title,-large', '\x01fb7fffffffffffffff61', 'pasts/a');
INSERT INTO entries VALUES ('other', 'pasts:title', '\x05616e6f746865722c206c61746572000161', 'pasts/a');
INSERT INTO entries VALUES ('other', 'pasts:state,-rank,title', '\x050001fb400fffffffffffff05616e6f746865722c206c61746572000161', 'pasts/a');
INSERT INTO migrations VALUES (1, '2000-01-01 00:00:00+00');
INSERT INTO notes VALUES ('main', 'schema', '{"grants":{"fields":"text","topic":"text","verbs":"text","who":"text"},"outcomes":{"at":"a whole number","base":"text","body":"text","bytes":"bytes in base64","cause":"text","code":"text","detail":"text","errors":"text","fields":"text","kind":"text","method":"text","shown":"text","type":"text","uRI":"text","user":"text","version":"a whole number"},"pasts":{"at":"a date and time","bytes":"bytes in base64","code":"text","count":"a counter","done":"true or false","large":"a whole number, not negative","marks":"a list of texts","maybe":"text or nothing","owner":"text","parent":"text","part":"an object","parts":"a list","prose":"text","rank":"a whole number","real":"a number","state":"text","team":"text","title":"text","words":"a list"}}');
INSERT INTO notes VALUES ('other', 'schema', '{"grants":{"fields":"text","topic":"text","verbs":"text","who":"text"},"outcomes":{"at":"a whole number","base":"text","body":"text","bytes":"bytes in base64","cause":"text","code":"text","detail":"text","errors":"text","fields":"text","kind":"text","method":"text","shown":"text","type":"text","uRI":"text","user":"text","version":"a whole number"},"pasts":{"at":"a date and time","bytes":"bytes in base64","code":"text","count":"a counter","done":"true or false","large":"a whole number, not negative","marks":"a list of texts","maybe":"text or nothing","owner":"text","parent":"text","part":"an object","parts":"a list","prose":"text","rank":"a whole number","real":"a number","state":"text","team":"text","title":"text","words":"a list"}}');
INSERT INTO notes VALUES ('main', 'indexes', 'books:author
books:author.name,-title
books:title
grants:who
kinds:-at
kinds:-whole,text
kinds:maybe
kinds:parent
kinds:parent.text,-at
kinds:real
kinds:text
kinds:yes,-large
outcomes:cause,at
pasts:-at
pasts:-real
pasts:code
pasts:parent
pasts:parent.title,-large
pasts:state,-rank,title
pasts:title
places/2');
INSERT INTO notes VALUES ('main', 'granted', '47');
INSERT INTO notes VALUES ('other', 'indexes', 'books:author
books:author.name,-title
books:title
grants:who
kinds:-at
kinds:-whole,text
kinds:maybe
kinds:parent
kinds:parent.text,-at
kinds:real
kinds:text
kinds:yes,-large
outcomes:cause,at
pasts:-at
pasts:-real
pasts:code
pasts:parent
pasts:parent.title,-large
pasts:state,-rank,title
pasts:title
places/2');
INSERT INTO notes VALUES ('other', 'epochs', '[["e2",5]]');
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 1, '\x1e010000000000000000000000000000', '\xc9868b70798b782023b581ab9d87a224c3af3091a84023e7e2cac976ef5c29ff', 1, 30, '', 'cho', 1);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 2, '\x1f010000000000000000000000000000', '\x4f97f4c3f28cd36378560ba95bbda4164e71b19634beb6e8f7e08505f37e21cc', 2, 31, '{"fields":[{"key":"pasts/a","field":"prose","base":"The first line.\nThe second line.\nThe third line.\n","mine":"The first line, by cho.\nThe second line.\nThe third line, by ann.\n","theirs":"The first line.\nThe second line.\nThe third line, by ann.\n"},{"key":"pasts/a","field":"rank","base":3,"mine":8,"theirs":4},{"key":"pasts/a","field":"title","base":"apples","theirs":"apples, green"}]}', 'cho', 2);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 3, '\x20010000000000000000000000000000', '\x396321abe02b1ade88817c942ceb957d72d187fad50e1482182e86b937d5d3f0', 3, 32, '{"fields":[{"key":"pasts/a","field":"title","base":"apples","mine":"apples, red","theirs":"apples, green"}]}', 'cho', 3);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 4, '\x21010000000000000000000000000000', '\x23c133ba1ee5bc0c57cfafb0dec243aab0ab1f43c0d8d4c3b08d19af69d2e495', 3, 33, '{"code":"held","message":"this waits until an earlier edit that it works on is decided","errors":[],"cause":"gvz25n810m489rr7-3"}', 'cho', 4);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 5, '\x22010000000000000000000000000000', '\x017fc76c573bfbc302d47e3693af8d05e9902abcb4193fce3894e22584658f1d', 4, 34, '{"code":"taken","message":"some fields are not right","errors":[["code","is taken"]]}', 'cho', 5);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 6, '\x23010000000000000000000000000000', '\x9ef742cb3f91420c1bddbd4566a19eb80ab0b324659b4271b49922662ddd8059', 4, 35, '{"code":"forbidden","message":"you may not change this","errors":[]}', 'cho', 6);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 7, '\x24010000000000000000000000000000', '\x277ba90d69ff4a3427cbc7f5be56a3a28440cd77f3802d1779836ff5ac18b8d6', 4, 36, '{"code":"cause","message":"an earlier edit that this one works on could not be made","errors":[],"cause":"gvz25n810m489rr7-6"}', 'cho', 7);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 8, '\x25010000000000000000000000000000', '\x789a8f5d0b837e3911dc1ccf7b16536867c6716b2bedac9c0d72076d7cddc8cb', 5, 37, '{"code":"crashed","message":"the request could not be run: panic: crash","errors":[]}', 'cho', 8);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvz25n810m489rr7', 9, '\x26010000000000000000000000000000', '\xe0b67e3dbfa91e0ebd19c69ee7f6f25fc3ff2a82648cea90253f09d044720865', 4, 38, '{"code":"absent","message":"there is no such thing here","errors":[]}', 'cho', 9);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvb4w7rh9gxq8dc4', 1, '\x29010000000000000000000000000000', '\xae7d6fc4d4efa37174cddaaffaba12bd5ad924223557fd6caec76e87a3e77669', 1, 40, '', 'bob', 10);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', 'gvb4w7rh9gxq8dc4', 2, '\x2a010000000000000000000000000000', '\x977e3050cc584100d2921f7002c1f1e07ea60e83ae55f14a40f669e7cca99cdb', 1, 41, '', 'bob', 11);
INSERT INTO outcomes OVERRIDING SYSTEM VALUE VALUES ('main', '1p3rkhhapvjt6fde', 1, '\x3a010000000000000000000000000000', '\x0512ec80c3042b7c33fac2a37b23ce4d7c3b54032e309f4208e425e2f7940807', 1, 42, '', 'eve', 12);
INSERT INTO records VALUES ('main', 'grants/g1', 'grants', 1, 0, '', 0, 1, false, 'grants/bob', '{"fields":"","topic":"role:team","verbs":"","who":"bob"}', '', 0);
INSERT INTO records VALUES ('main', 'grants/g2', 'grants', 2, 0, '', 0, 2, false, 'grants', '{"fields":"","topic":"team/red","verbs":"","who":"role:team"}', '', 0);
INSERT INTO records VALUES ('main', 'grants/g3', 'grants', 3, 0, '', 0, 3, false, 'grants/bob', '{"fields":"short","topic":"pasts","verbs":"read","who":"bob"}', '', 0);
INSERT INTO records VALUES ('main', 'grants/g4', 'grants', 4, 0, '', 0, 4, false, 'grants/cho', '{"fields":"","topic":"pasts","verbs":"","who":"cho"}', '', 0);
INSERT INTO records VALUES ('main', 'grants/g9', 'grants', 5, 0, '', 0, 5, false, 'grants/eve', '{"fields":"","topic":"*","verbs":"","who":"eve"}', '', 0);
INSERT INTO records VALUES ('main', 'grants/g6', 'grants', 7, 0, '', 0, 7, false, 'grants', '{"fields":"","topic":"notices","verbs":"read","who":"*"}', '', 0);
INSERT INTO records VALUES ('main', 'grants/g7', 'grants', 10, 0, '', 0, 0, true, 'grants/cho', '{}', '', 0);
INSERT INTO records VALUES ('main', 'pasts/d', 'pasts', 20, 0, '', 0, 14, false, 'team/blue', '{"at":"1970-01-01T00:00:00.000000Z","bytes":"","code":"","count":0,"done":false,"large":8,"marks":[],"maybe":null,"owner":"","parent":"a","part":{"name":"","size":0},"parts":[],"prose":"","rank":5,"real":0,"state":"open","team":"blue","title":"dates","words":[]}', '{"at":[14,"",0],"bytes":[14,"",0],"code":[14,"",0],"count":[14,"",0],"done":[14,"",0],"large":[14,"",0],"marks":[14,"",0],"maybe":[14,"",0],"owner":[14,"",0],"parent":[14,"",0],"part":[14,"",0],"parts":[14,"",0],"prose":[14,"",0],"rank":[14,"",0],"real":[14,"",0],"state":[14,"",0],"title":[14,"",0],"words":[14,"",0]}', 20);
INSERT INTO records VALUES ('main', 'pasts/f', 'pasts', 25, 0, '', 0, 0, true, 'team/red', '{}', '', 22);
INSERT INTO records VALUES ('main', 'pasts/s', 'pasts', 28, 0, '', 0, 17, false, 'user/ann', '{"at":"1970-01-01T00:00:00.000000Z","bytes":"","code":"S-2","count":0,"done":false,"large":0,"marks":[],"maybe":null,"owner":"ann","parent":"","part":{"name":"","size":0},"parts":[],"prose":"","rank":0,"real":0,"state":"","team":"","title":"secret","words":[]}', '{"at":[17,"",0],"bytes":[17,"",0],"count":[17,"",0],"done":[17,"",0],"large":[17,"",0],"marks":[17,"",0],"maybe":[17,"",0],"owner":[17,"",0],"parent":[17,"",0],"part":[17,"",0],"parts":[17,"",0],"prose":[17,"",0],"rank":[17,"",0],"real":[17,"",0],"state":[17,"",0],"team":[17,"",0],"title":[17,"",0],"words":[17,"",0]}', 0);
INSERT INTO records VALUES ('main', 'grants/g5', 'grants', 29, 0, '', 0, 0, true, 'grants/cho', '{}', '', 0);
INSERT INTO records VALUES ('main', 'pasts/a', 'pasts', 31, 0, 'gvz25n810m489rr7', 2, 11, false, 'pasts', '{"at":"2024-02-29T10:30:00.123456Z","bytes":"AP/+gA==","code":"A-1","count":3,"done":false,"large":18446744073709551615,"marks":["blue","green"],"maybe":null,"owner":"","parent":"","part":{"name":"core","size":-7},"parts":[{"name":"x","size":1},{"name":"y","size":2}],"prose":"The first line, by cho.\nThe second line.\nThe third line, by ann.\n","rank":8,"real":-0.5,"state":"open","team":"","title":"apples, green","words":["one","three","two"]}', '{"at":[11,"",0],"bytes":[11,"",0],"code":[11,"",0],"count":[19,"",0],"done":[11,"",0],"large":[11,"",0],"marks":[19,"",0],"maybe":[19,"",0],"owner":[11,"",0],"parent":[11,"",0],"part":[11,"",0],"parts":[11,"",0],"real":[11,"",0],"state":[11,"",0],"team":[11,"",0],"title":[27,"",0],"words":[19,"",0]}', 0);
INSERT INTO records VALUES ('main', 'pasts/b', 'pasts', 43, 0, '', 0, 12, false, 'team/red', '{"aNewField":{"deep":[1,2.50,-0,1E+5,"\u0000 😀",null],"":{}},"at":"0001-01-01T00:00:00.000000Z","bytes":"","code":"","count":0,"done":false,"large":0,"marks":[],"maybe":null,"owner":"","parent":"a","part":{"later":[1.0],"size":1,"name":"p"},"parts":[],"prose":"Milk\nBread\nButter\nCheese, by ann\n","rank":77,"real":1e+300,"state":"open","team":"red","title":"bread \"old\"\n\u0000 Käse 😀","words":[],"zLast":1e400}', '{"aNewField":[26,"",0],"at":[12,"",0],"bytes":[12,"",0],"code":[12,"",0],"count":[12,"",0],"done":[12,"",0],"large":[12,"",0],"marks":[12,"",0],"maybe":[12,"",0],"owner":[12,"",0],"parent":[12,"",0],"part":[26,"",0],"parts":[12,"",0],"real":[12,"",0],"state":[12,"",0],"team":[12,"",0],"title":[12,"",0],"words":[12,"",0],"zLast":[26,"",0]}', 0);
INSERT INTO records VALUES ('main', 'pasts/c', 'pasts', 44, 0, '', 0, 13, false, 'team/red', '{"at":"9999-12-31T23:59:59.999999Z","bytes":"","code":"","count":0,"done":true,"large":7,"marks":[],"maybe":null,"owner":"","parent":"b","part":{"name":"","size":0},"parts":[],"prose":"","rank":-2,"real":5e-324,"state":"done","team":"red","title":"cherries, sweet","words":[]}', '{"at":[13,"",0],"bytes":[13,"",0],"code":[13,"",0],"count":[13,"",0],"done":[13,"",0],"large":[13,"",0],"marks":[13,"",0],"maybe":[13,"",0],"owner":[13,"",0],"parent":[13,"",0],"part":[13,"",0],"parts":[13,"",0],"prose":[13,"",0],"rank":[13,"",0],"real":[13,"",0],"state":[13,"",0],"team":[13,"",0],"words":[13,"",0]}', 0);
INSERT INTO records VALUES ('main', 'pasts/m', 'pasts', 45, 0, '', 0, 0, true, 'team/red', '{}', '', 0);
INSERT INTO records VALUES ('main', 'pasts/e', 'pasts', 46, 0, '', 0, 24, false, 'pasts', '{"at":"1970-01-01T00:00:00.000000Z","bytes":"","code":"","count":0,"done":false,"large":0,"marks":[],"maybe":null,"owner":"","parent":"nobody","part":{"name":"","size":0},"parts":[],"prose":"","rank":1,"real":2.5,"state":"","team":"","title":"eggs","words":["now","kept","through","it"]}', '{"at":[24,"",0],"bytes":[24,"",0],"code":[24,"",0],"count":[24,"",0],"done":[24,"",0],"large":[24,"",0],"marks":[24,"",0],"maybe":[24,"",0],"owner":[24,"",0],"parent":[24,"",0],"part":[24,"",0],"parts":[24,"",0],"prose":[24,"",0],"rank":[42,"1p3rkhhapvjt6fde",1],"real":[30,"gvz25n810m489rr7",1],"state":[24,"",0],"team":[24,"",0],"title":[24,"",0]}', 0);
INSERT INTO records VALUES ('main', 'grants/g8', 'grants', 47, 0, '', 0, 0, true, 'grants/bob', '{}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-3', 'outcomes', 32, 0, 'gvz25n810m489rr7', 3, 32, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.2","body":"{\"title\":\"apples, red\"}","bytes":"","cause":"","code":"","detail":"","errors":"","fields":"[{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples\",\"mine\":\"apples, red\",\"theirs\":\"apples, green\"}]","kind":"conflict","method":"PATCH","shown":"[{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8}]","type":"application/json","uRI":"/pasts/a","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-4', 'outcomes', 33, 0, 'gvz25n810m489rr7', 4, 33, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.3","body":"{\"title\":\"apples, dark red\"}","bytes":"","cause":"gvz25n810m489rr7-3","code":"held","detail":"this waits until an earlier edit that it works on is decided","errors":"{}","fields":"","kind":"conflict","method":"PATCH","shown":"[{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, red\"},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8}]","type":"application/json","uRI":"/pasts/a","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-5', 'outcomes', 34, 0, 'gvz25n810m489rr7', 5, 34, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.4","body":"{\"id\":\"t\",\"title\":\"taken\",\"code\":\"S-2\"}","bytes":"","cause":"","code":"taken","detail":"some fields are not right","errors":"{\"code\":\"is taken\"}","fields":"","kind":"rejected","method":"POST","shown":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]","type":"application/json","uRI":"/pasts","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-6', 'outcomes', 35, 0, 'gvz25n810m489rr7', 6, 35, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.4","body":"{\"id\":\"v\",\"title\":\"void\",\"team\":\"blue\"}","bytes":"","cause":"","code":"forbidden","detail":"you may not change this","errors":"{}","fields":"","kind":"rejected","method":"POST","shown":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]","type":"application/json","uRI":"/pasts","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-7', 'outcomes', 36, 0, 'gvz25n810m489rr7', 7, 36, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.4","body":"{\"title\":\"void, again\"}","bytes":"","cause":"gvz25n810m489rr7-6","code":"cause","detail":"an earlier edit that this one works on could not be made","errors":"{}","fields":"","kind":"rejected","method":"PATCH","shown":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]","type":"application/json","uRI":"/pasts/v","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-8', 'outcomes', 37, 0, 'gvz25n810m489rr7', 8, 37, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.4","body":"{\"title\":\"it crashes\"}","bytes":"","cause":"","code":"crashed","detail":"the request could not be run: panic: crash","errors":"{}","fields":"","kind":"quarantined","method":"POST","shown":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]","type":"application/json","uRI":"/crash/s","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/gvz25n810m489rr7-9', 'outcomes', 38, 0, 'gvz25n810m489rr7', 9, 38, false, 'user/cho', '{"at":1700000039000039,"base":"e1.26.gvz25n810m489rr7.0.4","body":"{\"title\":\"of nothing\"}","bytes":"","cause":"","code":"absent","detail":"there is no such thing here","errors":"{}","fields":"","kind":"rejected","method":"PATCH","shown":"[{\"key\":\"pasts/e\",\"field\":\"real\",\"base\":2.5},{\"key\":\"pasts/a\",\"field\":\"prose\",\"base\":\"The first line, by cho.\\nThe second line.\\nThe third line.\\n\"},{\"key\":\"pasts/a\",\"field\":\"rank\",\"base\":8},{\"key\":\"pasts/a\",\"field\":\"title\",\"base\":\"apples, dark red\"}]","type":"application/json","uRI":"/pasts/nowhere","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'outcomes/form-jebctvv8y68a5mhr', 'outcomes', 39, 0, '', 0, 39, false, 'user/cho', '{"at":1700000040000040,"base":"","body":"bytes � that are no text","bytes":"Ynl0ZXMg//4gdGhhdCBhcmUgbm8gdGV4dA==","cause":"","code":"crashed","detail":"the request could not be run: panic: crash","errors":"{}","fields":"","kind":"quarantined","method":"POST","shown":"","type":"application/json","uRI":"/crash/s","user":"cho","version":1}', '', 0);
INSERT INTO records VALUES ('main', 'pasts/k', 'pasts', 41, 0, 'gvb4w7rh9gxq8dc4', 2, 40, false, 'team/red', '{"at":"1970-01-01T00:00:00.000000Z","bytes":"","code":"","count":0,"done":false,"large":0,"marks":[],"maybe":null,"owner":"","parent":"","part":{"name":"","size":0},"parts":[],"prose":"","rank":2,"real":0,"state":"open","team":"red","title":"kept, changed","words":[]}', '{"at":[40,"gvb4w7rh9gxq8dc4",1],"bytes":[40,"gvb4w7rh9gxq8dc4",1],"code":[40,"gvb4w7rh9gxq8dc4",1],"count":[40,"gvb4w7rh9gxq8dc4",1],"done":[40,"gvb4w7rh9gxq8dc4",1],"large":[40,"gvb4w7rh9gxq8dc4",1],"marks":[40,"gvb4w7rh9gxq8dc4",1],"maybe":[40,"gvb4w7rh9gxq8dc4",1],"owner":[40,"gvb4w7rh9gxq8dc4",1],"parent":[40,"gvb4w7rh9gxq8dc4",1],"part":[40,"gvb4w7rh9gxq8dc4",1],"parts":[40,"gvb4w7rh9gxq8dc4",1],"prose":[40,"gvb4w7rh9gxq8dc4",1],"rank":[40,"gvb4w7rh9gxq8dc4",1],"real":[40,"gvb4w7rh9gxq8dc4",1],"state":[40,"gvb4w7rh9gxq8dc4",1],"team":[40,"gvb4w7rh9gxq8dc4",1],"words":[40,"gvb4w7rh9gxq8dc4",1]}', 0);
INSERT INTO records VALUES ('other', 'pasts/a', 'pasts', 5, 0, '', 0, 1, false, 'pasts', '{"at":"1970-01-01T00:00:00.000000Z","bytes":"","code":"","count":0,"done":false,"large":0,"marks":[],"maybe":null,"owner":"","parent":"","part":{"name":"","size":0},"parts":[],"prose":"","rank":1,"real":0,"state":"","team":"","title":"another, later","words":[]}', '{"at":[1,"",0],"bytes":[1,"",0],"code":[1,"",0],"count":[1,"",0],"done":[1,"",0],"large":[1,"",0],"marks":[1,"",0],"maybe":[1,"",0],"owner":[1,"",0],"parent":[1,"",0],"part":[1,"",0],"parts":[1,"",0],"prose":[1,"",0],"real":[1,"",0],"state":[1,"",0],"team":[1,"",0],"title":[4,"",0],"words":[1,"",0]}', 0);
INSERT INTO spaces VALUES ('main', 'e1', 47, 0, '\x0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO spaces VALUES ('other', 'after-other', 5, 4, '\x8730162df833f3a9e7e467cff6e08e70a2a570ec0813b05ab8fa72a21548745d');
SELECT pg_catalog.setval('outcomes_arrival_seq', 12, true);
ALTER TABLE ONLY changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (space, seq, pos);
ALTER TABLE ONLY clients
    ADD CONSTRAINT clients_pkey PRIMARY KEY (space, id);
ALTER TABLE ONLY commits
    ADD CONSTRAINT commits_pkey PRIMARY KEY (space, seq);
ALTER TABLE ONLY entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (space, idx, at);
ALTER TABLE ONLY migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);
ALTER TABLE ONLY notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (space, name);
ALTER TABLE ONLY outcomes
    ADD CONSTRAINT outcomes_pkey PRIMARY KEY (space, client, n);
ALTER TABLE ONLY records
    ADD CONSTRAINT records_pkey PRIMARY KEY (space, key);
ALTER TABLE ONLY spaces
    ADD CONSTRAINT spaces_pkey PRIMARY KEY (name);
CREATE UNIQUE INDEX changes_key ON changes USING btree (space, key, seq);
CREATE INDEX outcomes_id ON outcomes USING btree (space, author, id, arrival);
CREATE INDEX records_list ON records USING btree (space, key) WHERE (NOT gone);
CREATE INDEX records_since ON records USING btree (space, seq, pos);
CREATE INDEX records_topic ON records USING btree (space, topic, key) WHERE (NOT gone);
