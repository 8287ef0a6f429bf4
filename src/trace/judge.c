#include "trace/judge.h"

void judge_init(struct judge *self, const struct trace_header *header) {
    judge_safety_init(&self->safety, header);
    judge_channel_init(&self->channel, header);
    judge_liveness_init(&self->liveness, header);
}

int judge_event(struct judge *self, const struct event *event,
                struct violation out[VIOLATIONS_MAX]) {
    int count = 0;
    judge_safety_event(&self->safety, event, out, &count);
    judge_channel_event(&self->channel, event, out, &count);
    judge_liveness_event(&self->liveness, event, out, &count);
    return count;
}

int judge_time(struct judge *self, int64_t now_us, struct violation out[VIOLATIONS_MAX]) {
    int count = 0;
    judge_liveness_time(&self->liveness, now_us, out, &count);
    return count;
}
