/* world/tell.h - the world's events: filled in and handed to a sink.
 *
 * For the files of this layer.  A NULL sink costs nothing but the test.
 */
#ifndef WORLD_TELL_H
#define WORLD_TELL_H

#include "world/world.h"

/* A zeroed event of this kind, now. */
struct event tell_event(const struct world *world, enum event_kind kind, uint8_t node);

/* START, told after the node's elect was started. */
void tell_start(const struct world *world, const struct world_io *io, uint8_t node, bool revived);
/* STOP, STALL, WAKE: events of a node and nothing else. */
void tell_node(const struct world *world, const struct world_io *io, enum event_kind kind,
               uint8_t node);
void tell_send(const struct world *world, const struct world_io *io, const struct frame *frame,
               uint64_t copy_of);
void tell_deliver(const struct world *world, const struct world_io *io, const struct frame *frame);
/* node: whose doing it was. */
void tell_drop(const struct world *world, const struct world_io *io, const struct frame *frame,
               uint8_t node, enum drop_reason reason);
/* A step's effect, if it is an event.  id: of the message an EFFECT_DROP is about. */
void tell_effect(const struct world *world, const struct world_io *io, uint8_t node,
                 const struct effect *effect, uint64_t id);
void tell_rate_change(const struct world *world, const struct world_io *io, uint8_t node);
void tell_duty(const struct world *world, const struct world_io *io,
               const struct duty_write *write);
void tell_write(const struct world *world, const struct world_io *io,
                const struct duty_write *write, bool accepted);
void tell_list(const struct world *world, const struct world_io *io);
void tell_command(const struct world *world, const struct world_io *io,
                  const struct command *command);

#endif
