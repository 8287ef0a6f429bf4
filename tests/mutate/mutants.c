/* mutants FILE         list the mutants of a C source, one a line: number, line, name
 * mutants FILE NUMBER  print the source with this one change
 *
 * A mutant is one small change that still looks like the code of this project: another
 * comparison, another operator, a constant one off, an operand or a condition that is
 * always true or always false, a negated answer, a statement or an initialiser left out.
 * Its name is the function and the changed line, [-what goes-]{+what comes+}, so that it
 * stays the same when lines move.  Lines keep their numbers.  Preprocessor lines and
 * whatever stands in REQUIRE, ENSURE and UNREACHABLE are left alone: those are contracts,
 * to weaken one changes nothing that a test could see.
 *
 * Not a parser of C: it knows tokens, parentheses, blocks and statements, which is
 * enough here; what it gets wrong does not compile and is counted as such. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS_MAX = 20000, TEXT_MAX = 2000, NAMES_MAX = 5000 };

struct token {
    size_t at, size;
    char type;     /* i identifier, n number, s string, p operator or bracket */
    int pair;      /* brackets: the other one */
    bool block;    /* a brace around statements */
    bool contract; /* within REQUIRE and the like */
};

static char *source;
static size_t source_size;
static struct token tokens[TOKENS_MAX];
static int count;
static int wanted, made;     /* mutant numbers, from 1; wanted 0 lists */
static int function_at = -1; /* token: the name of the function we are in */
static unsigned long names[NAMES_MAX];

static void fail(const char *why) {
    fprintf(stderr, "mutants: %s\n", why);
    exit(2);
}

static void read_source(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail("cannot open the source");
    size_t room = 1 << 20;
    source = malloc(room);
    if (source == NULL) fail("no memory");
    source_size = fread(source, 1, room - 1, file);
    source[source_size] = '\0';
    fclose(file);
}

/* ---- tokens --------------------------------------------------------------------- */

static size_t skip_line(size_t at) {
    while (source[at] != '\0' && (source[at] != '\n' || source[at - 1] == '\\')) at++;
    return at;
}

static size_t operator_size(const char *at) {
    static const char *const longer[] = { "<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
                                          "<=",  ">=",  "==",  "!=", "&&", "||", "+=", "-=",
                                          "*=",  "/=",  "%=",  "|=", "&=", "^=" };
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        if (strncmp(at, longer[i], strlen(longer[i])) == 0) return strlen(longer[i]);
    }
    return 1;
}

static size_t token_end(size_t at, char *type) {
    const char c = source[at];
    size_t end = at + 1;
    *type = 'p';
    if (isalpha((unsigned char)c) || c == '_') {
        *type = 'i';
        while (isalnum((unsigned char)source[end]) || source[end] == '_') end++;
    } else if (isdigit((unsigned char)c)) {
        *type = 'n';
        while (isalnum((unsigned char)source[end]) || source[end] == '.') end++;
    } else if (c == '"' || c == '\'') {
        *type = 's';
        while (source[end] != c && source[end] != '\0') end += source[end] == '\\' ? 2 : 1;
        end++;
    } else {
        end = at + operator_size(source + at);
    }
    return end;
}

static void tokenise(void) {
    bool fresh = true; /* nothing but blanks on this line so far */
    for (size_t at = 0; at < source_size;) {
        const char c = source[at];
        if (c == '\n') fresh = true;
        if (isspace((unsigned char)c)) {
            at++;
        } else if (c == '#' && fresh) {
            at = skip_line(at);
        } else if (strncmp(source + at, "//", 2) == 0) {
            at = skip_line(at);
        } else if (strncmp(source + at, "/*", 2) == 0) {
            const char *end = strstr(source + at + 2, "*/");
            if (end == NULL) fail("a comment without an end");
            at = (size_t)(end - source) + 2;
        } else {
            if (count == TOKENS_MAX) fail("too many tokens");
            struct token *t = &tokens[count++];
            *t = (struct token){ .at = at, .pair = -1 };
            at = token_end(at, &t->type);
            t->size = at - t->at;
            fresh = false;
        }
    }
}

static bool is(int i, const char *text) {
    return i >= 0 && i < count && strlen(text) == tokens[i].size &&
           memcmp(source + tokens[i].at, text, tokens[i].size) == 0;
}

static bool is_one_of(int i, const char *const *texts) {
    for (; *texts != NULL; texts++) {
        if (is(i, *texts)) return true;
    }
    return false;
}

static bool has_type(int i, const char *types) {
    return i >= 0 && i < count && strchr(types, tokens[i].type) != NULL;
}

/* Of a function, an if or a loop - not of an initialiser. */
static bool opens_block(int i) {
    if (!is(i, "{")) return false;
    if (is(i - 1, ")")) {
        const int before = tokens[i - 1].pair - 1;
        return has_type(before, "i") && !is(before, "return");
    }
    return is(i - 1, "else") || is(i - 1, "do") || is(i - 1, ";") || is(i - 1, ":") ||
           (is(i - 1, "{") && tokens[i - 1].block);
}

static void pair_brackets(void) {
    static int open[TOKENS_MAX];
    int depth = 0;
    for (int i = 0; i < count; i++) {
        if (is(i, "(") || is(i, "[") || is(i, "{")) {
            tokens[i].block = opens_block(i);
            open[depth++] = i;
        } else if (is(i, ")") || is(i, "]") || is(i, "}")) {
            if (depth == 0) fail("brackets do not match");
            const int from = open[--depth];
            tokens[i].pair = from;
            tokens[from].pair = i;
            tokens[i].block = tokens[from].block;
        }
    }
    static const char *const contracts[] = { "REQUIRE", "ENSURE", "UNREACHABLE", NULL };
    for (int i = 0; i < count; i++) {
        if (!is_one_of(i, contracts) || !is(i + 1, "(")) continue;
        for (int j = i; j <= tokens[i + 1].pair; j++) tokens[j].contract = true;
    }
}

/* ---- one mutant ------------------------------------------------------------------- */

/* Printed on one line, runs of blanks as one. */
static char *add_squeezed(char *out, const char *end, const char *text, size_t size) {
    for (size_t i = 0; i < size && out < end; i++) {
        const bool blank = isspace((unsigned char)text[i]);
        if (blank && isspace((unsigned char)out[-1])) continue;
        *out++ = blank ? ' ' : text[i];
    }
    return out;
}

static int line_of(size_t at) {
    int line = 1;
    for (size_t i = 0; i < at; i++) line += source[i] == '\n';
    return line;
}

/* The same change of the same words in one function: told apart by a number. */
static int seen_before(const char *name) {
    unsigned long hash = 5381;
    for (; *name != '\0'; name++) hash = hash * 33 + (unsigned char)*name;
    int same = 0;
    for (int i = 0; i < made - 1; i++) same += names[i] == hash;
    names[made - 1] = hash;
    return same;
}

static void list(size_t from, size_t to, const char *with) {
    char name[TEXT_MAX], *out = name;
    const char *end = name + sizeof name - 1;
    size_t first = from, last = to;
    while (first > 0 && source[first - 1] != '\n') first--;
    while (isspace((unsigned char)source[first])) first++;
    while (source[last] != '\n' && source[last] != '\0') last++;
    const struct token *function = &tokens[function_at];
    out += snprintf(out, sizeof name, "%.*s: ", (int)function->size, source + function->at);
    out = add_squeezed(out, end, source + first, from - first);
    out = add_squeezed(out, end, "[-", 2);
    out = add_squeezed(out, end, source + from, to - from);
    out = add_squeezed(out, end, "-]{+", 4);
    out = add_squeezed(out, end, with, strlen(with));
    out = add_squeezed(out, end, "+}", 2);
    out = add_squeezed(out, end, source + to, last - to);
    *out = '\0';
    const int same = seen_before(name);
    printf("%d %d %s", made, line_of(from), name);
    if (same > 0) printf(" #%d", same + 1);
    putchar('\n');
}

/* Bytes from..to become `with`, and as many line ends as they had. */
static void mutant(size_t from, size_t to, const char *with) {
    if (made == NAMES_MAX) fail("too many mutants");
    made++;
    if (wanted == 0) list(from, to, with);
    if (wanted != made) return;
    fwrite(source, 1, from, stdout);
    fputs(with, stdout);
    int lines = 0;
    for (size_t i = from; i < to; i++) lines += source[i] == '\n';
    for (const char *c = with; *c != '\0'; c++) lines -= *c == '\n';
    for (; lines > 0; lines--) putchar('\n');
    fwrite(source + to, 1, source_size - to, stdout);
}

static size_t token_to(int i) {
    return tokens[i].at + tokens[i].size;
}

static void replace(int i, const char *with) {
    mutant(tokens[i].at, token_to(i), with);
}

static void replace_span(int first, int last, const char *with) {
    if (first <= last) mutant(tokens[first].at, token_to(last), with);
}

/* ---- kinds ------------------------------------------------------------------------- */

static void swap_operator(int i) {
    static const char *const swaps[][3] = {
        { "<", "<=", ">=" },  { "<=", "<", ">" },   { ">", ">=", "<=" },  { ">=", ">", "<" },
        { "==", "!=", NULL }, { "!=", "==", NULL }, { "&&", "||", NULL }, { "||", "&&", NULL },
        { "++", "--", NULL }, { "--", "++", NULL }, { "+=", "-=", NULL }, { "-=", "+=", NULL },
        { "<<", ">>", NULL }, { ">>", "<<", NULL }, { "%", "/", NULL },
    };
    static const char *const binary[][2] = {
        { "+", "-" }, { "-", "+" }, { "*", "/" }, { "/", "*" }
    };
    for (size_t k = 0; k < sizeof swaps / sizeof *swaps; k++) {
        if (!is(i, swaps[k][0])) continue;
        replace(i, swaps[k][1]);
        if (swaps[k][2] != NULL) replace(i, swaps[k][2]);
    }
    for (size_t k = 0; k < sizeof binary / sizeof *binary; k++) {
        const bool operand_before = has_type(i - 1, "in") || is(i - 1, ")") || is(i - 1, "]");
        const bool pointer = is(i, "*") && is(i - 2, "struct");
        if (is(i, binary[k][0]) && operand_before && !is(i - 1, "return") && !pointer) {
            replace(i, binary[k][1]);
        }
    }
    if (is(i, "!")) replace(i, "");
    if (is(i, "true")) replace(i, "false");
    if (is(i, "false")) replace(i, "true");
}

static void shift_constant(int i) {
    if (!has_type(i, "n")) return;
    char text[64], *suffix;
    const unsigned long value = strtoul(source + tokens[i].at, &suffix, 0);
    const int suffix_size = (int)(source + token_to(i) - suffix);
    snprintf(text, sizeof text, "%lu%.*s", value + 1, suffix_size, suffix);
    replace(i, text);
    if (value == 0) return;
    snprintf(text, sizeof text, "%lu%.*s", value - 1, suffix_size, suffix);
    replace(i, text);
}

static const char *const operand_ends[] = { "&&", "||", "?", ":", ",", ";", "=", "return",
                                            "(",  ")",  "[", "]", "{", "}", NULL };

static int operand_first(int i) {
    for (i--; i >= 0; i--) {
        if ((is(i, ")") || is(i, "]")) && tokens[i].pair >= 0) i = tokens[i].pair;
        else if (is_one_of(i, operand_ends)) break;
    }
    return i + 1;
}

static int operand_last(int i) {
    for (i++; i < count; i++) {
        if ((is(i, "(") || is(i, "[")) && tokens[i].pair >= 0) i = tokens[i].pair;
        else if (is_one_of(i, operand_ends)) break;
    }
    return i - 1;
}

/* a && b: each operand once as if it always held; a || b: as if it never did. */
static void neutral_operands(int i) {
    if (!is(i, "&&") && !is(i, "||")) return;
    const char *neutral = is(i, "&&") ? "1" : "0", *same = is(i, "&&") ? "&&" : "||";
    const int first = operand_first(i);
    if (!is(first - 1, same)) replace_span(first, i - 1, neutral);
    replace_span(i + 1, operand_last(i), neutral);
}

static void swap_choice(int i) {
    if (!is(i, "?")) return;
    const int colon = operand_last(i) + 1, last = operand_last(colon);
    if (!is(colon, ":")) return;
    char text[TEXT_MAX];
    const struct token *a = &tokens[i + 1], *b = &tokens[colon + 1];
    snprintf(text, sizeof text, "? %.*s : %.*s", (int)(token_to(last) - b->at), source + b->at,
             (int)(token_to(colon - 1) - a->at), source + a->at);
    mutant(tokens[i].at, token_to(last), text);
}

static void force_condition(int i) {
    const bool loop = is(i, "while");
    if ((is(i, "if") || loop) && is(i + 1, "(")) {
        if (!loop) replace_span(i + 2, tokens[i + 1].pair - 1, "1");
        replace_span(i + 2, tokens[i + 1].pair - 1, "0");
    }
    if (!is(i, "for")) return;
    int from = i + 2;
    while (!is(from, ";")) from++;
    int to = from + 1;
    while (!is(to, ";")) to++;
    replace_span(from + 1, to - 1, "0");
}

static int statement_last(int i) {
    while (!is(i, ";")) i = tokens[i].pair > i ? tokens[i].pair + 1 : i + 1;
    return i;
}

static bool starts_statement(int i, int parentheses) {
    if (parentheses > 0) return false;
    if (is(i - 1, "{") || is(i - 1, "}")) return tokens[i - 1].block;
    if (is(i - 1, ";") || is(i - 1, "else")) return true;
    if (is(i - 1, ":")) return is(i - 2, "default") || is(i - 3, "case");
    static const char *const heads[] = { "if", "for", "while", NULL };
    return is(i - 1, ")") && is_one_of(tokens[i - 1].pair - 1, heads);
}

static bool is_declaration(int i) {
    static const char *const words[] = { "const",   "struct", "static", "enum",  "case",
                                         "default", "if",     "for",    "while", "do",
                                         "else",    "switch", NULL };
    if (is_one_of(i, words)) return true;
    return has_type(i, "i") && !is(i, "return") &&
           (has_type(i + 1, "i") || (is(i + 1, "*") && has_type(i + 2, "i")));
}

static void leave_out(int i, int parentheses) {
    if (!starts_statement(i, parentheses) || !has_type(i, "ip") || is(i, "{") || is(i, "}") ||
        is(i, ";") || is_declaration(i)) {
        return;
    }
    const int end = statement_last(i);
    if (is(i, "return") && !is(i + 1, ";")) {
        char text[TEXT_MAX];
        snprintf(text, sizeof text, "!(%.*s)", (int)(token_to(end - 1) - tokens[i + 1].at),
                 source + tokens[i + 1].at);
        mutant(tokens[i + 1].at, token_to(end - 1), text);
        /* Without the last one the function would answer anything: nothing to test. */
        if (is(end + 1, "}") && is(tokens[end + 1].pair - 1, ")") &&
            tokens[tokens[end + 1].pair - 1].pair - 1 == function_at) {
            return;
        }
    }
    replace_span(i, end - 1, "");
}

static void leave_out_initialiser(int i) {
    if (!is(i, ".") || !has_type(i + 1, "i") || !is(i + 2, "=")) return;
    if (!is(i - 1, "{") && !is(i - 1, ",")) return;
    int end = i + 3;
    while (!is(end, ",") && !is(end, "}"))
        end = tokens[end].pair > end ? tokens[end].pair + 1 : end + 1;
    if (is(end, ",") || is(i - 1, "{")) replace_span(i, is(end, ",") ? end : end - 1, "");
    else replace_span(i - 1, end - 1, "");
}

static void all_mutants(void) {
    int parentheses = 0, body_end = -1;
    for (int i = 0; i < count; i++) {
        if (is(i, "(")) parentheses++;
        if (is(i, ")")) parentheses--;
        if (i > body_end && is(i, "{") && tokens[i].block) {
            function_at = tokens[i - 1].pair - 1;
            body_end = tokens[i].pair;
        }
        if (i > body_end || tokens[i].contract) continue;
        swap_operator(i);
        shift_constant(i);
        neutral_operands(i);
        swap_choice(i);
        force_condition(i);
        leave_out(i, parentheses);
        leave_out_initialiser(i);
    }
}

int main(int argc, char **argv) {
    if (argc != 2 && argc != 3) fail("usage: mutants FILE [NUMBER]");
    read_source(argv[1]);
    tokenise();
    pair_brackets();
    if (argc == 3) wanted = atoi(argv[2]);
    all_mutants();
    if (argc == 3 && (wanted < 1 || wanted > made)) fail("there is no such mutant");
    return 0;
}
