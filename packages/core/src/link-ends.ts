/** The ends of names that become links where people write them without a scheme: all countries', and those of others in common use. */

const countries =
  'ac ad ae af ag ai al am ao ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw'
const others =
  'com org net edu gov int mil info biz name pro mobi asia app dev page blog shop store online site website space tech cloud live news world life support help email club team group agency digital media design studio photo video games music art fun top vip xyz link click one today work works jobs money bank finance insurance health care hotel travel tours tickets flights restaurant cafe food fashion shoes house estate school university academy law events social community network systems software services solutions company business international global berlin london paris tokyo nyc'

/** Alternatives of a regular expression (flag `i`). */
export const linkEnds = `${countries} ${others}`.replaceAll(' ', '|')
