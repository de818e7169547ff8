"""The teaching sets: each a comparison with a question, and what to observe."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gallery.comparison.lesson import Lesson
from gallery.spec import LandscapeSpec, LookSpec, RunSpec, SceneSpec
from render.page import Condition, PageTask

LEARNING_RATE = Lesson(
    title="How long should a step be?",
    question="Every step is the slope times one number, the learning rate. The same starts on the same bowl, four "
    "numbers: what does each do, and where does it break?",
    observe=(
        "At rate 0.003 every step goes down, and after 500 of them nobody has come to rest: too slow.",
        "At 0.05 everybody goes down and comes to rest, in about 140 steps.",
        "At 0.105 the particles leap over the trough and back again, a little lower each time, and come to rest too.",
        "At 0.115 the leaps end higher and higher, until every particle has left the map. The border is 2/L: Booth's "
        "largest curvature is L = 18, so 2/L = 0.111.",
        "Look at the chart of final height against learning rate: a slope, a floor, and a cliff at 2/L.",
    ),
    landscapes=("booth",),
    optimizers=("gradient_descent",),
    learning_rates=("0.003", "0.05", "0.105", "0.115"),
    maps=False,
    tasks=(
        PageTask(
            text="Find a rate at which every particle comes to rest in the minimum, the last in fewer than 90 steps.",
            conditions=(Condition("minimum", ">=", 1), Condition("steps", "<", 90)),
            free=("learning_rate",),
            praise="A little below the border is quickest; too near it, every step leaps over the trough.",
        ),
        PageTask(
            text="Find the largest rate at which no particle ever leaves the map, to within two in a hundred.",
            conditions=(
                Condition("left", "<=", 0),
                Condition("stable", ">=", 0.98),
                Condition("stable", "<=", 1),
            ),
            free=("learning_rate",),
            praise="The border is 2/L, whatever the starts are: the largest curvature alone decides.",
        ),
    ),
)

SADDLE = Lesson(
    title="The pass between two valleys",
    question="On a pass the ground is level, yet it is no valley. These starts lie exactly on the line from which the "
    "slope leads to the pass. Who stays there?",
    observe=(
        "Plain gradient descent walks to the pass and stops: diamonds mark a saddle.",
        "Newton's method asks for a level place and finds this one at once; it does not ask whether it is a minimum.",
        "Saddle-free Newton turns the uphill-seeking direction round, but exactly on the line there is no side to turn to.",
        "With noise of a millionth in the gradient nobody stays under gradient descent, and chance picks the side.",
        "With that noise saddle-free Newton leaves the pass too, most of its particles within 500 steps; Newton's method "
        "goes back to the pass whatever happens.",
    ),
    landscapes=("double_well",),
    starts=(
        "points:(0,-1.4);(0,-1.2);(0,-1);(0,-0.8);(0,-0.6);(0,-0.4);(0,-0.2);(0,0.2);(0,0.4);(0,0.6);(0,0.8);(0,1)",
    ),
    optimizers=("gradient_descent", "newton", "saddle_free_newton"),
    noises=("none", "gaussian:0.000001"),
    tasks=(
        PageTask(
            text="Nobody is to stay on the pass. The starts remain where they are; change the method, or let the slope be "
            "a little uncertain.",
            conditions=(Condition("saddle", "<=", 0), Condition("median_height", "<", -0.9)),
            free=("optimizer", "learning_rate", "noise"),
            praise="On the line itself no rule can choose a side; the smallest disturbance can.",
        ),
    ),
    controls=("optimizer", "learning_rate", "noise"),
)

PLATEAU = Lesson(
    title="A pit in a plain",
    question="Gradient descent feels nothing but the ground under its feet. What does it do where the ground is flat?",
    observe=(
        "Rings mark particles that are stalled: nearly half of all. The slope under them is too small to count, and they "
        "never move.",
        "Whoever begins within 1.5 of the pit falls in, nobody from further than 2.5: how near decides.",
        "Adam and sign descent divide the slope by its own size. Whoever they move they move fast, however small the "
        "slope; it does not help where the stop finds none: the same particles stay where they are.",
        "The basin map of gradient descent shows the disc from which the pit can be felt.",
    ),
    landscapes=("easom",),
    optimizers=("gradient_descent:0.074", "adam:0.14", "sign_descent:0.05"),
    steps=1000,
    tasks=(
        PageTask(
            text="Choose starts, a hundred or more, of which nine in ten fall into the pit: as "
            "ring:100,centre=(1,1),radius=2 or gaussian:200,centre=(5,5).",
            conditions=(Condition("particles", ">=", 100), Condition("global", ">=", 0.9)),
            free=("starts",),
            praise="Where the ground is flat the start decides everything.",
        ),
    ),
    controls=("starts",),
)

RAVINE = Lesson(
    title="A bent ravine",
    question="The walls are steep and the floor is almost level. All begin on the floor, and a particle stops where the "
    "slope is below 0.004: within about 0.01 of the minimum. How many steps does each method take?",
    observe=(
        "The rate must be small because of the walls: above 2/L, here 0.002, gradient descent cannot stay even at "
        "the minimum.",
        "Gradient descent creeps along the floor: after 3,000 steps nobody has arrived.",
        "With the same rate momentum and Nesterov's method gather speed along the floor, where the slope keeps its "
        "direction, and all arrive, half of them within about 1,300 steps.",
        "Adam's step has a length of its own, so that the walls do not slow it down: half arrive within about 400 steps.",
        "Newton's method and BFGS know the curvature: they stretch the floor and shrink the walls, and half arrive "
        "within 2 and within 40 steps.",
    ),
    landscapes=("rosenbrock",),
    optimizers=(
        "gradient_descent:0.0008",
        "momentum:0.0008",
        "nesterov:0.0008",
        "adam:0.02",
        "newton",
        "bfgs",
    ),
    starts=(
        "points:(-1.2,1.44);(-1.05,1.1025);(-0.9,0.81);(-0.75,0.5625);(-0.6,0.36);(-0.45,0.2025);(-0.3,0.09);(-0.15,0.0225);"
        "(0,0);(0.15,0.0225);(0.3,0.09);(0.45,0.2025)",
    ),
    steps=3000,
    tolerance=0.004,
    maps=False,
    tasks=(
        PageTask(
            text="Bring everybody to the minimum, half of them in fewer than 100 steps.",
            conditions=(Condition("global", ">=", 1), Condition("median_steps", "<", 100)),
            free=("optimizer", "learning_rate"),
            praise="Whoever knows the curvature goes along the floor as if it were straight.",
        ),
        PageTask(
            text="Now with a method that knows the slope alone: bring all there, half of them in fewer than 1000 steps.",
            conditions=(
                Condition("order", "<=", 1),
                Condition("global", ">=", 1),
                Condition("median_steps", "<", 1000),
            ),
            free=("optimizer", "learning_rate"),
            praise="A step of its own length in every direction needs no small rate because of the walls.",
        ),
    ),
    controls=("optimizer", "learning_rate", "settings"),
)

MANY_MINIMA = Lesson(
    title="A hundred pits, one of them deepest",
    question="Each pit is a minimum, and only one is the lowest. Does another way of stepping find it more often?",
    observe=(
        "With short steps every start ends in a pit nearby: the share that finds the lowest is a few in a hundred.",
        "Momentum, even of 0.98, and Adam change nothing in that: their steps are short as well.",
        "Steps that are longer than the pits are wide feel the bowl behind them. As the rate then falls the particles come "
        "to rest, most of them in the deepest pit.",
        "The intervals say which differences are more than luck; where they overlap there is no rank.",
    ),
    landscapes=("rastrigin",),
    optimizers=(
        "gradient_descent:0.0005",
        "momentum:0.0005,momentum=0.98",
        "adam:0.1",
        "gradient_descent:learning_rate=cosine(rate=0.02,steps=2000)",
    ),
    steps=2000,
    tasks=(
        PageTask(
            text="Bring more than four in ten to the deepest pit.",
            conditions=(Condition("global", ">", 0.4),),
            free=("optimizer", "learning_rate"),
            praise="Steps that are longer than the pits are wide see the bowl behind them; then they must become small.",
        ),
    ),
    controls=("optimizer", "learning_rate", "settings", "schedule"),
)

NOISE = Lesson(
    title="A slope that is only roughly known",
    question="Who trains on samples sees a noisy slope. What does noise do to a constant rate, and to one that falls?",
    observe=(
        "Without noise all come to rest.",
        "With noise and a constant rate nobody rests: the particles buzz around the minima, in clouds that are wider at "
        "0.01 than at 0.0025.",
        "With a falling rate the clouds shrink: compare the ends of the loss curves.",
        "Noise also decides near the borders of the basins: some particles end in another pit, and the borders fray.",
    ),
    landscapes=("himmelblau",),
    optimizers=("gradient_descent",),
    learning_rates=("0.01", "0.0025", "cosine:0.01,steps=500"),
    noises=("none", "gaussian:20"),
    tolerance=0.0,
    tasks=(
        PageTask(
            text="The slope is noisy. Let half of the particles end below height 0.06, after no more than these 500 steps.",
            conditions=(Condition("median_height", "<", 0.06),),
            free=("learning_rate",),
            praise="A constant rate is either too slow or too loud; one that falls is first the one, then the other.",
        ),
    ),
    begin=1,
    controls=("learning_rate", "schedule"),
)

SCHEDULES = Lesson(
    title="Fast first, careful later",
    question="A learning rate may change from step to step. With a noisy slope, which course ends lowest?",
    observe=(
        "The constant rate stops improving: its own noise is as large as what is left to gain, and it ends highest.",
        "Each schedule ends far more gently than at its boldest, and lower than the constant rate.",
        "The step schedule's loss falls fastest just after its rate has fallen, at 150.",
        "Of the schedules the exponential one here takes the shortest way in all, and ends highest of them: the way must "
        "be done before the rate is gone.",
    ),
    landscapes=("long_valley",),
    optimizers=("gradient_descent",),
    learning_rates=(
        "0.04",
        "step:0.04,every=150",
        "exponential:0.04,factor=0.99",
        "cosine:0.04,steps=500",
        "inverse_sqrt:0.04,timescale=10",
        "one_cycle:0.045,steps=500",
    ),
    noises=("gaussian:4",),
    tolerance=0.0,
    maps=False,
    tasks=(
        PageTask(
            text="Let half of the particles end below height 0.08. The noise stays, and so do the 500 steps.",
            conditions=(Condition("median_height", "<", 0.08),),
            free=("learning_rate",),
            praise="The way must be done before the rate is gone, and the rate must be gone before the end.",
        ),
    ),
    controls=("learning_rate", "schedule"),
)

STARTS = Lesson(
    title="Where to begin",
    question="The same method, the same landscape; only the starts are drawn in another way. How much does that decide?",
    observe=(
        "Plain descent with a small rate stays in the basin in which it begins: the share of each minimum is the share of "
        "its basin.",
        "Uniform, Latin hypercube and Sobol starts give the same shares; the even designs come nearer to the basins' own.",
        "Starts near the middle look at another part of the map: another share, clear of chance.",
        "A ring and a grid have no chance in them, so no interval and no rank.",
    ),
    landscapes=("styblinski_tang",),
    starts=("uniform:1000", "latin_hypercube:1000", "sobol:1024", "gaussian:1000", "ring:1000", "grid:32"),
    optimizers=("gradient_descent",),
    tasks=(
        PageTask(
            text="Choose starts, two hundred or more, of which more than six in ten reach the lowest point: as "
            "gaussian:300,centre=(1,1) or ring:200.",
            conditions=(Condition("particles", ">=", 200), Condition("global", ">", 0.6)),
            free=("starts",),
            praise="The share of a minimum is the share of the starts that lie in its basin.",
        ),
    ),
    controls=("starts",),
)

INITIALIZATION = Lesson(
    title="How a network should begin",
    question="A small network, 3-[4, 4, 1] with tanh, has 41 weights and biases. The same descent from five kinds of "
    "first guess: which of them learns the four samples?",
    observe=(
        "From zeros every hidden unit is silent, and the targets 1, -1, -1, 1 cancel in the last bias: the slope is "
        "exactly zero and nothing ever moves.",
        "From a constant it learns, but the units of a layer get the same slope and stay equal to one another for ever: "
        "four units that do the work of one. These four samples need no more.",
        "Xavier's and He's random weights break the symmetry at the right size: within 50 steps the loss of half of them "
        "is below a tenth of what it was.",
        "Weights five times too large push tanh into its flat ends: some starts wait long before they fall, some have not "
        "fallen in 400 steps.",
        "The surface is a plane through 41 dimensions. The lines show how far the true loss is from it; the page says "
        "how much of the motion it holds.",
    ),
    landscapes=("perceptron",),
    starts=("zeros:1", "constant:0.5,count=1", "xavier:300", "he:300", "xavier:300,gain=5"),
    optimizers=("gradient_descent:0.05",),
    steps=400,
    figure=SceneSpec(
        landscape=LandscapeSpec(
            formula="(b*tanh(a) - 0.76)^2 + (b*tanh(2*a) - 0.96)^2",
            domain=((-5, 5), (-3, 3)),
            variables=("a", "b"),
        ),
        runs=(RunSpec(learning_rate=0.1, starts=("points:(0,0)",), steps=100),),
        look=LookSpec(title="Two weights"),
    ),
    tasks=(
        PageTask(
            text="Here a network of two weights, b tanh(a x), learns two samples. From zeros nothing ever moves. Choose "
            "starts, a hundred or more, of which half end below height 0.003 within these 100 steps: as "
            "uniform:200 or gaussian:200,spread=2.",
            conditions=(Condition("particles", ">=", 100), Condition("median_height", "<", 0.003)),
            free=("starts",),
            praise="Random, so that no two sides are alike; small, so that tanh is not yet flat.",
        ),
    ),
    controls=("starts",),
)

MINI_BATCH = Lesson(
    title="All the data, or some of it",
    question="A parabola is fitted to twenty measured speeds. Each step may look at all twenty, at five, or at one. "
    "What does looking at less cost?",
    observe=(
        "With the full batch the loss goes on falling to the end.",
        "With five samples it hovers above that in the end: it has stopped falling.",
        "With one sample the cloud is wider still: the rate would have to fall for it to settle.",
        "The surface is the plane that best holds all runs: of three parameters' motion it holds nearly all.",
    ),
    landscapes=("roller_coaster",),
    starts=("uniform:300",),
    optimizers=("adam:0.5",),
    noises=("none", "minibatch:5", "minibatch:1"),
    steps=1000,
    tolerance=1e-4,
    figure=SceneSpec(
        landscape=LandscapeSpec(
            formula="(a - 1)^2 + (b - 2)^2/3", domain=((-3, 5), (-4, 8)), variables=("a", "b")
        ),
        runs=(
            RunSpec(learning_rate=0.1, starts=("uniform:300",), steps=400, tolerance=0.0, noise="gaussian:1"),
        ),
        look=LookSpec(title="A line's two numbers"),
    ),
    tasks=(
        PageTask(
            text="Here a line a + b t is fitted, and each step looks at one sample: the slope that it finds is wrong by "
            "about 1, now this way, now that. Without looking at more, let half of the particles end below height "
            "0.0055 within these 400 steps.",
            conditions=(Condition("median_height", "<", 0.0055),),
            free=("learning_rate",),
            praise="Who looks at less must take smaller steps in the end: the rate does what a larger batch would do.",
        ),
    ),
    controls=("learning_rate", "schedule"),
)

LESSONS: Mapping[str, Lesson] = MappingProxyType(
    {
        "learning-rate": LEARNING_RATE,
        "saddle": SADDLE,
        "plateau": PLATEAU,
        "ravine": RAVINE,
        "many-minima": MANY_MINIMA,
        "noise": NOISE,
        "schedules": SCHEDULES,
        "initialization": INITIALIZATION,
        "starts": STARTS,
        "mini-batch": MINI_BATCH,
    }
)


def find_lesson(name: str) -> Lesson:
    """The lesson called `name`.

    Raises
    ------
    LookupError
        If there is none; it names the nearest one.
    """
    import difflib

    if name in LESSONS:
        return LESSONS[name]
    close = difflib.get_close_matches(name.lower().replace("_", "-"), LESSONS, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise LookupError(f"unknown lesson {name!r}; {hint}there are {', '.join(LESSONS)}")
